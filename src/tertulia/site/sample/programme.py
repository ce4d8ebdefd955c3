"""What is on at La Cardadora along the year: the acts that everyone talks about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]


@dataclass(frozen=True)
class Act:
    """Something one can go to: `day` counts from the beginning of the year."""

    day: int
    date: date
    kind: str
    title: str
    artist: str
    room: str
    hour: str
    price: str
    campaign: str
    slug: str

    @property
    def link(self) -> str:
        return f"https://lacardadora.example/agenda/{self.slug}"


@dataclass(frozen=True)
class Kind:
    """A line of the programme: on which weekdays, how often, where, when, for how much."""

    name: str
    weekdays: tuple[int, ...]
    chance: float
    campaign: str
    rooms: tuple[str, ...]
    hours: tuple[str, ...]
    prices: tuple[str, ...]
    titles: tuple[str, ...]
    artists: tuple[str, ...]


_MUSIC = (
    "Ruido Manso|Lucía Berengal|Los Tarabillas|Niebla Corta|Marta Quiñoa Trío|Coral Veredas|"
    "Orquesta del Tinte|Vermú Sideral|La Niña del Telar|Banda Sumidero|Trío Cascabillo|Ada Lumbreras|"
    "Tren de Lavanda|Os Sargazos|Les Formigues Elèctriques|Cuarteto Bastidor|Paloma Brava y los Grises|"
    "Doble Fondo|Hermanas Cifuera|Sal Gorda"
)
KINDS = (
    Kind(
        "concierto",
        (3, 5),
        0.72,
        "urdimbre",
        ("Nave Grande", "sala Madeja", "patio"),
        ("20:00", "20:30", "21:00"),
        ("8 €", "10 €", "12 €", "14 €", "18 €"),
        (
            "el concierto de {artist}",
            "{artist} en acústico",
            "el concierto de {artist}",
            "la noche de {artist}",
            "{artist}",
        ),
        tuple(_MUSIC.split("|")),
    ),
    Kind(
        "teatro",
        (4, 5),
        0.42,
        "escena",
        ("Nave Grande", "sala Madeja"),
        ("20:00", "20:30"),
        ("10 €", "12 €", "15 €"),
        (
            "«Las que hilan»",
            "«Perdón por el ruido»",
            "«Manual para no hacer nada»",
            "«La vaca de la tía Engracia»",
            "«Turno de noche»",
            "«Cartas a una máquina»",
            "«El último paraguas»",
            "«Quién da de comer al gato»",
            "«Antígona en el ambulatorio»",
            "«Nadie llama antes»",
            "«La mudanza»",
            "«Ocho sillas»",
        ),
        (
            "Compañía Perro Tuerto",
            "Teatro del Desván",
            "La Tramoya Coja",
            "Colectivo Zurcido",
            "Las Suplentes",
            "Teatro Peonza",
        ),
    ),
    Kind(
        "cine",
        (2,),
        0.9,
        "cine",
        ("sala Madeja",),
        ("19:00", "20:00"),
        ("4 €", "5 €"),
        (
            "«La casa de sal»",
            "«Verano en Puerto Ausente»",
            "«El afinador»",
            "«Tres inviernos»",
            "«Las hermanas Okuda»",
            "«Carretera 12»",
            "«El peso de la lana»",
            "«Un lobo en Lisboa»",
            "«Nadie en la estación»",
            "«La hora azul»",
            "«Pan de ayer»",
            "«Los mudos»",
            "«La traductora»",
            "«Bajo el puente viejo»",
            "«Humo dormido»",
        ),
        ("Elvira Tordellas", "Samir Badenas", "el cineclub Fotograma", "Olaya Fontecha"),
    ),
    Kind(
        "familias",
        (6,),
        0.85,
        "ovillo",
        ("biblioteca", "patio", "taller 2"),
        ("11:00", "12:00"),
        ("gratis", "3 €"),
        (
            "«Títeres de calcetín»",
            "«Hilo, nudo y enredo»",
            "«Cuentos con la luz apagada»",
            "«La orquesta de cacharros»",
            "«Tiñe tu camiseta»",
            "«Mapas imposibles»",
            "«Yoga de animales»",
            "«Construye un telar»",
            "«Música en pañales»",
        ),
        ("Las Pelusas", "Tomás el Cuentero", "Taller Botón", "Wei y Carmela"),
    ),
    Kind(
        "charla",
        (1,),
        0.62,
        "conversa",
        ("biblioteca", "sala Madeja"),
        ("18:30", "19:00"),
        ("gratis",),
        (
            "la charla «Cuidar cansa»",
            "la mesa redonda «¿De quién es la noche?»",
            "la charla «Arreglar en vez de tirar»",
            "el encuentro «Memoria de fábrica»",
            "la charla «Leer despacio»",
            "el debate «Ruido y vecindad»",
            "la charla «Archivos que respiran»",
            "la conferencia «El agua que se va»",
        ),
        ("Fátima Ansorena", "Ramiro Outariz", "Gladys Hontanal", "Práxedes Urbaneda", "Brais Taboal"),
    ),
    Kind(
        "danza",
        (5,),
        0.16,
        "escena",
        ("Nave Grande",),
        ("20:00",),
        ("10 €", "12 €"),
        ("«Peso muerto»", "«Nudo»", "«Ensayo para caer»", "«Once maneras de parar»"),
        ("Compañía Rótula", "Alma Riolobal", "Dúo Bisagra"),
    ),
    Kind(
        "expo",
        (4,),
        0.13,
        "exposiciones",
        ("planta baja",),
        ("19:00",),
        ("gratis",),
        (
            "la exposición «Hilar fino»",
            "la exposición «Manos»",
            "la exposición «Turno de tarde»",
            "la exposición «Ropa tendida»",
            "la exposición «Lo que queda»",
            "la exposición «Polvo de lana»",
        ),
        ("Zarzal", "Nerea Somoalto", "Colectivo Revelado", "Ionela Pozancos"),
    ),
    Kind(
        "club",
        (0,),
        0.24,
        "trama",
        ("biblioteca",),
        ("19:30",),
        ("gratis",),
        (
            "el club Trama: «Las tejedoras del norte»",
            "el club Trama: «Invierno corto»",
            "el club Trama: «La isla de las excusas»",
            "el club Trama: «Donde nadie mira»",
            "el club Trama: «Manual de nubes»",
        ),
        ("Adela Montalvillo", "el club Trama"),
    ),
)
CANCELLED = "Ruido Manso"


def programme(random: Random, first: date, days: int) -> list[Act]:
    """The acts of `days` days and the month after, in order; the house closes most of August."""
    return [
        _act(random, kind, first + timedelta(day), day)
        for day in range(days + 30)
        for kind in KINDS
        if (first + timedelta(day)).weekday() in kind.weekdays
        and not _closed(first + timedelta(day))
        and random.random() < kind.chance
    ]


def _closed(when: date) -> bool:
    return (when.month == 8 and when.day < 24) or (when.month, when.day) in {(12, 25), (1, 1), (1, 6)}


def _act(random: Random, kind: Kind, when: date, day: int) -> Act:
    artist = random.choice(kind.artists)
    title = random.choice(kind.titles).format(artist=artist)
    return Act(
        day=day,
        date=when,
        kind=kind.name,
        title=title,
        artist=artist,
        room=random.choice(kind.rooms),
        hour=random.choice(kind.hours),
        price=random.choice(kind.prices),
        campaign=kind.campaign,
        slug=f"{kind.campaign}-{when:%m%d}",
    )


def said(when: date) -> str:
    """A date as it is said: "12 de mayo"."""
    return f"{when.day} de {MONTHS[when.month - 1]}"
