"""What is written on any day: the house, its public, its competitors, the city, the bots."""

from __future__ import annotations

from datetime import timedelta

from tertulia.site.sample import cast, topics
from tertulia.site.sample.cast import NETWORKS
from tertulia.site.sample.drafts import Draft
from tertulia.site.sample.programme import DAYS, Act, said
from tertulia.site.sample.teller import Scene, local_part
from tertulia.site.sample.topics import Topic
from tertulia.site.sample.year import Year

_OWN_COMMENTS = {
    "instagram": 2.3,
    "facebook": 2.1,
    "x": 1.1,
    "mastodon": 0.9,
    "bluesky": 0.9,
    "wordpress": 5.0,
}
_HOUSE_TALK = ("servicio", "pregunta_casa", "convocatoria", "equipo", "credito", "pregunta_casa", "equipo")
_RIVAL_TOPICS = (
    Topic("rival_elogio", "joy", 10, "past", "", warm=1),
    Topic("rival_queja", "anger", 8, "past", "", warm=-1),
    Topic("rival_pregunta", "ask", 5, "next", ""),
    Topic("rival_compara", "ask", 2.5, "next", ""),
)
_SECTOR = Topic("sector", "ask", 1, "next", "")
_PLAN = Topic("pide_plan", "ask", 1, "next", "", "responde_plan", 0.0)
_NOISE = Topic("ruido", "ask", 1, "next", "")


def write_day(year: Year, day: int) -> None:
    """All that is usual on a day of the year."""
    announce(year, day)
    talk_of_the_house(year, day)
    public(year, day)
    city(year, day)
    for rival in (cast.ALMIRENA, cast.ORBAYA):
        competitor(year, day, rival)
    bots(year, day)


def announce(year: Year, day: int) -> None:
    """The programme: first news of an act, a reminder on the day, a chronicle after."""
    for act in year.acts:
        if act.day - day in (3, 6) and year.random.random() < 0.55:
            _own(year, day, f"anuncio_{act.kind}", act, topics.BEFORE_ACT, networks=2)
        elif act.day == day and year.random.random() < 0.5:
            _own(year, day, "recordatorio", act, topics.BEFORE_ACT, networks=1)
        elif act.day == day - 1 and year.random.random() < 0.5:
            _own(year, day, "cronica", act, topics.AFTER_ACT, networks=1, media=True)


def talk_of_the_house(year: Year, day: int) -> None:
    """The agenda on Mondays, an article on Wednesdays, questions, people of the house, calls."""
    weekday = (year.first + timedelta(day)).weekday()
    act = year.act(day, "next")
    if weekday == 0:
        _own(
            year, day, "agenda", act, topics.BEFORE_ACT, networks=3, values={"agenda_lista": week(year, day)}
        )
    if weekday == 2:
        article(year, day, act)
    if weekday < 6 and year.random.random() < 0.34:
        rule = year.random.choice(_HOUSE_TALK)
        _own(year, day, rule, act, topics.ON_HOUSE, networks=2, media=rule in {"equipo", "credito"})


def week(year: Year, day: int) -> str:
    """Three things of the coming week, as a list."""
    coming = [act for act in year.acts if day <= act.day < day + 7][:3] or [year.act(day, "next")]
    return "; ".join(f"{DAYS[act.date.weekday()]}, {act.title}" for act in coming)


def _own(
    year: Year,
    day: int,
    rule: str,
    act: Act,
    choices: tuple[Topic, ...],
    *,
    networks: int,
    media: bool = False,
    values: dict[str, str] | None = None,
) -> None:
    for network in year.random.sample(NETWORKS[:5], networks):
        at = year.at(
            day, year.random.choice((9.5, 11, 12.25, 13, 17.5, 18, 19)) * 60 + year.random.random() * 9
        )
        pull = year.random.lognormvariate(-0.15, 0.5) * year.pace(day)
        post = year.say(cast.CARDADORA, rule, network, at, act, own=True, values=values, pull=pull)
        post.extra["programme"] = act.campaign
        if media or network == "instagram" or year.random.random() < 0.25:
            post.media.append(picture(post, act))
        year.comments(post, choices, act, _OWN_COMMENTS[network])


def picture(post: Draft, act: Act) -> dict[str, str]:
    """A picture with its description, as the house publishes them."""
    shown = {
        "concierto": f"{act.artist} en el escenario de {act.room}, con luz cálida y público sentado",
        "teatro": f"Dos actrices junto a una silla vacía durante {act.title}",
        "cine": f"Fotograma en blanco y negro de {act.title}",
        "familias": f"Niñas y niños con lanas de colores en {act.title}",
        "expo": f"Sala con fotografías en las paredes: {act.title}",
    }
    alt = shown.get(act.kind, f"Público en {act.room} durante {act.title}")
    return {
        "type": "image",
        "url": f"https://media.lacardadora.example/{act.slug}-{post.id[-6:]}.jpg",
        "alt": alt,
    }


def article(year: Year, day: int, act: Act) -> None:
    """The week's article on the blog, with its comments, told on two networks."""
    at = year.at(day, 10 * 60)
    post = year.say(cast.CARDADORA, "blog_cuerpo", "wordpress", at, act, own=True, kind="article", pull=1.3)
    post.title = year.teller.house("blog_titulo", Scene(post.at, post.network, act))
    post.extra["slug"] = f"diario-{at:%Y-%m-%d}"
    year.comments(post, topics.ON_HOUSE, act, 4.5)
    link = f"https://blog.lacardadora.example/{post.extra['slug']}"
    for network in year.random.sample(NETWORKS[:5], 2):
        told = year.say(
            cast.CARDADORA,
            "blog_aviso",
            network,
            year.at(day, 11 * 60 + year.random.random() * 300),
            act,
            own=True,
            values={
                "titulo": post.title,
                "enlace": f"{link}?utm_source={network}&utm_medium=social&utm_campaign=blog",
            },
        )
        year.comments(told, topics.ON_HOUSE, act, 0.6)


def public(year: Year, day: int) -> None:
    """What people say of La Cardadora by themselves, and the reviews they leave."""
    for _ in range(year.some(11.5 * year.pace(day))):
        network = year.network()
        person = year.someone(network, day)
        topic = year.topic(topics.STANDALONE, person, day)
        act = year.act(day, topic.about)
        post = year.write(
            person, topic, network, year.at(day), act=act, pull=year.random.lognormvariate(-0.5, 0.8)
        )
        name_the_house(year, post)
        year.after(post, topic, act)
    for _ in range(year.some(1.15 * year.pace(day))):
        review(year, day)


def name_the_house(year: Year, post: Draft) -> None:
    """A post by itself says whom it speaks of, by a tag where the words do not."""
    words = post.text.lower()
    if "carda" not in words and "festivalvell" not in words and year.random.random() < 0.9:
        tag = (
            "#LaCardadora"
            if year.random.random() < 0.6
            else f"@{local_part(cast.CARDADORA.accounts[post.network].handle)}"
        )
        post.text = f"{post.text} {tag}"


def review(year: Year, day: int) -> None:
    person = year.someone("facebook", day)
    topic = year.topic(topics.REVIEWS, person, day)
    if topic.rule not in topics.STARS:
        return
    act = year.act(day, "past")
    post = year.write(person, topic, "facebook", year.at(day), act=act, kind="review", pull=0.3)
    low, high = topics.STARS[topic.rule]
    post.extra["rating"] = year.random.randint(low, high)
    year.after(post, topic, act)


def city(year: Year, day: int) -> None:
    """The sector, questions for plans, the press, and words that only sound like ours."""
    for topic, mean in ((_SECTOR, 2.6), (_PLAN, 0.8), (_NOISE, 0.6)):
        for _ in range(year.some(mean * year.pace(day))):
            network = year.network()
            act = year.act(day, "next")
            post = year.write(year.someone(network, day), topic, network, year.at(day), act=act)
            year.after(post, topic, act)
    if year.random.random() < 0.55:
        network = year.random.choice(list(cast.PRESS.accounts))
        kind = "article" if network == "wordpress" else "post"
        post = year.say(
            cast.PRESS, "prensa", network, year.at(day, 8 * 60), year.act(day, "next"), kind=kind, pull=1.4
        )
        year.comments(post, (_SECTOR, topics.PRAISE[1], topics.COMPLAINTS[4]), year.act(day, "next"), 0.8)


def competitor(year: Year, day: int, rival: cast.Persona) -> None:
    """A competitor's posts and what people say of it."""
    name = "Almirena" if rival is cast.ALMIRENA else "Orbaya"
    act = year.act(day, "next")
    for _ in range(year.some(0.8 * year.pace(day))):
        network = year.random.choice(list(rival.accounts))
        post = year.say(
            rival,
            f"rival_casa_{name.lower()}",
            network,
            year.at(day, 12 * 60 + year.random.random() * 300),
            act,
        )
        year.comments(post, _RIVAL_TOPICS[:3], act, 0.8, rival=name)
    for _ in range(year.some((2.1 if name == "Almirena" else 1.8) * year.pace(day))):
        network = year.network()
        person = year.someone(network, day)
        topic = year.random.choices(_RIVAL_TOPICS, [topic.weight for topic in _RIVAL_TOPICS])[0]
        year.write(person, topic, network, year.at(day), act=act, rival=name)


def bots(year: Year, day: int) -> None:
    """Two machines that say they are machines."""
    act = year.act(day, "next")
    when = (year.first + timedelta(day)).date()
    season = 1 - abs((when.timetuple().tm_yday - 201) / 182.5)
    warm = round(9 + 24 * season + year.random.gauss(0, 2.5))
    values = {
        "dia": DAYS[when.weekday()],
        "dia_may": DAYS[when.weekday()].capitalize(),
        "fecha": said(when),
        "agenda_lista": week(year, day),
        "maxima": str(warm),
        "minima": str(warm - year.random.randint(6, 12)),
    }
    agenda = year.say(
        cast.AGENDA_BOT, "bot_agenda", "mastodon", year.at(day, 8 * 60), act, values=values, pull=0.2
    )
    agenda.extra["bot"] = True
    if day % 2 == 0:
        weather = year.say(
            cast.WEATHER_BOT, "bot_tiempo", "bluesky", year.at(day, 7 * 60), act, values=values, pull=0.2
        )
        weather.extra["bot"] = True
