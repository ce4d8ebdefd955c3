from __future__ import annotations

import pandas
import polars
import pyarrow as pa
import pytest

from tertulia.posts.schema import EMOTIONS, INTENTS, OFFENSES, POSTS, READINGS, SENTIMENTS
from tertulia.understand.api import BATCH, classify, model_version, read, with_readings
from tertulia.understand.language import HOME_LANGUAGES, languages_of
from tertulia.understand.models import WEIGHTS


def reading(text: str, **columns: str) -> dict[str, object]:
    [row] = read(pa.table({"text": [text], **{name: [value] for name, value in columns.items()}})).to_pylist()
    return row


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("¡Qué concierto más maravilloso, me ha encantado! 😍👏", "positive"),
        ("Enhorabuena por el premio, sois los mejores ❤️", "positive"),
        ("Vaya mierda de servicio, qué vergüenza 😡", "negative"),
        ("Estoy muy triste, ha sido horrible 😭", "negative"),
        ("I love this place, what a wonderful evening!", "positive"),
        ("Worst service ever, I hate this airline", "negative"),
        ("The meeting is on Thursday at the town hall", "neutral"),
        ("Adoro esta cidade, que dia feliz ❤️", "positive"),
        ("Che schifo, pessimo servizio", "negative"),
    ],
)
def test_plain_sentiments(text: str, sentiment: str) -> None:
    assert reading(text)["sentiment"] == sentiment


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("Estoy furioso, me da muchísima rabia 😡", "anger"),
        ("Qué alegría, estoy feliz de verdad", "joy"),
        ("Tengo mucho miedo, qué terror", "fear"),
        ("Estoy muy triste, no paro de llorar 😢", "sadness"),
        ("I am so happy today, this is great", "joy"),
        ("I'm so sad, I miss you so much", "sadness"),
    ],
)
def test_plain_emotions(text: str, emotion: str) -> None:
    assert reading(text)["emotion"] == emotion


def test_emoji_speak_where_there_are_no_words() -> None:
    angry, loving, link = (reading(text) for text in ("😡😡", "❤️", "12 34 https://a.example"))
    assert (angry["lang"], angry["sentiment"], angry["emotion"]) == (None, "negative", "anger")
    assert (loving["lang"], loving["sentiment"], loving["emotion"]) == (None, "positive", "joy")
    assert (link["lang"], link["sentiment"], link["emotion"]) == (None, None, None)


def test_offences_are_told_from_plain_words() -> None:
    assert reading("eres un gilipollas, cállate imbécil")["offensive"] == "person"
    assert reading("el concierto empieza a las ocho en la plaza")["offensive"] == "none"
    assert reading("you are an idiot")["offensive"] is None  # no set whose licence lets English weights ship


def test_irony_is_not_guessed() -> None:
    row = reading("oh great, another monday, just what I needed")
    assert (row["lang"], row["irony"], row["irony_p"]) == ("en", None, None)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("¿A qué hora abre la biblioteca?", "question"),
        ("alguien sabe si mañana hay mercado", "question"),
        ("Por favor, podéis enviarme la factura", "request"),
        ("Llevo dos horas esperando y nadie contesta, es una vergüenza", "complaint"),
        ("Deberíais poner más sesiones los domingos", "suggestion"),
        ("¡Me encanta! Enhorabuena por el trabajo", "praise"),
        ("¿Qué libro me recomendáis para este verano?", "seeks_recommendation"),
        ("Os recomiendo esta exposición, no os la perdáis", "recommends"),
        ("Muchas gracias por todo", "thanks"),
        ("Quiero comprar dos entradas", "purchase_interest"),
        ("What time do you open tomorrow?", "question"),
        ("Please send me the invoice", "request"),
        ("Still waiting for my refund, terrible service", "complaint"),
        ("You should add more evening sessions", "suggestion"),
        ("Great job, I love this museum", "praise"),
        ("Can anyone recommend a good book?", "seeks_recommendation"),
        ("Highly recommend this exhibition, a must see", "recommends"),
        ("Thank you so much", "thanks"),
        ("Where can I buy tickets?", "purchase_interest"),
        ("Hoy a las ocho, presentación del libro en la plaza http://a.example #cultura", "information"),
        ("Tomorrow at 8 PM: book launch at the town hall http://a.example", "information"),
        ("jajajaja madre mía", "other"),
    ],
)
def test_plain_intents(text: str, intent: str) -> None:
    row = reading(text)
    assert intent in row["intents"]  # type: ignore[operator]
    assert len(row["intents"]) == len(row["intents_p"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("@ayuntamiento ¿a qué hora abre la biblioteca mañana?", True),
        ("@airline please send me the invoice, where is my refund?", True),
        ("Hoy a las ocho, presentación del libro en la plaza http://a.example #cultura", False),
        ("jajajaja madre mía", False),
    ],
)
def test_who_needs_a_reply(text: str, needs: bool) -> None:
    [row] = with_readings(pa.table({"text": [text]})).to_pylist()
    assert row["needs_reply"] is needs
    assert 0 <= row["needs_reply_p"] <= 1


@pytest.mark.parametrize(
    "text",
    [
        "El concierto empieza a las ocho en la plaza",
        "Nueva convocatoria publicada: inscripciones abiertas hasta el viernes http://a.example",
        "¿A qué hora abre la biblioteca?",
        "@ayuntamiento buenos días, ¿dónde está la oficina?",
    ],
)
def test_announcements_and_plain_questions_have_no_emotion(text: str) -> None:
    assert reading(text)["emotion"] == "none"


def test_a_refusal_is_not_taken_for_its_words() -> None:
    assert "recommends" not in reading("no lo recomiendo nada, no vale la pena")["intents"]  # type: ignore[operator]
    assert "thanks" not in reading("gracias por nada")["intents"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mañana abrimos la nueva sala de lectura", "es"),
        ("Tomorrow we open the new reading room", "en"),
        ("Amanhã abrimos a nova sala de leitura, venham todos", "pt"),
        ("Demà obrim la nova sala de lectura, us hi esperem", "ca"),
        ("Mañá abrimos a nova sala de lectura da biblioteca, moitas grazas a todos", "gl"),
        ("Bihar irakurketa gela berria irekiko dugu", "eu"),
        ("Demain nous ouvrons la nouvelle salle de lecture", "fr"),
        ("Domani apriamo la nuova sala di lettura", "it"),
        ("Morgen öffnen wir den neuen Lesesaal", "de"),
        ("明日は新しい閲覧室を開きます", "ja"),
        ("Завтра мы открываем новый читальный зал", "ru"),
        ("Morgen openen we de nieuwe leeszaal van de bibliotheek", "nl"),
    ],
)
def test_languages(text: str, language: str) -> None:
    row = reading(text)
    assert row["lang"] == language
    assert (row["sentiment"] is None) == (language not in ("es", "en", "pt", "fr", "it", "de")) or row[
        "sentiment"
    ] is None


def test_a_declared_language_decides_where_the_words_do_not() -> None:
    assert reading("no", lang="es")["lang"] == "es"
    assert reading("The library opens tomorrow at nine", lang="es")["lang"] == "en"
    found = languages_of(pa.array(["hola"]), pa.array(["es-MX"]))
    assert found.as_array().to_pylist() == ["es"]
    assert set(HOME_LANGUAGES) < set(found.names)


def test_one_row_a_post_whatever_the_posts() -> None:
    odd = [
        "",
        None,
        "\x00",
        "\ud800".encode("utf-8", "replace").decode(),
        "😡" * 5000,
        "a" * 200_000,
        "❤️",
        "hola",
    ]
    readings = read(pa.table({"text": pa.array(odd, pa.string())}))
    assert readings.schema == READINGS
    assert len(readings) == len(odd)
    empty = readings.to_pylist()[0]
    assert {name: value for name, value in empty.items() if value is not None} == {"model": model_version()}
    assert read(POSTS.empty_table()).schema == READINGS


def test_batches_do_not_change_the_readings() -> None:
    texts = [f"me encanta el número {i} del programa, gracias" for i in range(BATCH + 3)]
    whole = read(pa.table({"text": texts}))
    assert whole.slice(BATCH - 2).equals(read(pa.table({"text": texts[BATCH - 2 :]})))


def test_probabilities_are_probabilities_and_labels_are_of_the_schema() -> None:
    texts = [
        "me encanta",
        "no está mal",
        "what a day",
        "qué asco, eres un imbécil",
        "estou tão feliz hoje",
        "¿vienes esta tarde?",
    ]
    for row in read(pa.table({"text": texts})).to_pylist():
        assert sum(row[f"{label}_p"] for label in SENTIMENTS) == pytest.approx(1, abs=1e-5)
        assert row["sentiment"] in (None, *SENTIMENTS)
        assert row["emotion"] in EMOTIONS
        assert row["offensive"] in (None, *OFFENSES)
        assert all(0 <= p <= 1 for name, p in row.items() if name.endswith("_p") and isinstance(p, float))
        assert set(row["intents"] or ()) <= set(INTENTS)


def test_a_title_is_read_with_its_text() -> None:
    posts = pa.table({"title": ["¿Dónde puedo aparcar?", None], "text": ["Voy en coche.", "Voy en coche."]})
    with_title, without = read(posts)["intents"].to_pylist()
    assert "question" in with_title
    assert "question" not in without


def test_a_notebook_gets_back_the_kind_of_frame_it_gave() -> None:
    rows = {"text": ["me encanta"], "lang": ["es"], "mine": [1]}
    for frame in (pa.table(rows), polars.DataFrame(rows), pandas.DataFrame(rows)):
        read_frame = classify(frame)
        assert type(read_frame) is type(frame)
        assert {"mine", "declared_lang", "lang", "sentiment", "intents"} <= set(
            map(str, read_frame.columns)
        ) | set(getattr(read_frame, "column_names", ()))


def test_readings_join_posts_without_a_second_language_column() -> None:
    names = with_readings(POSTS.empty_table()).column_names
    assert len(names) == len(set(names)) == len(POSTS) + len(READINGS)


def test_the_weights_stay_small() -> None:
    assert 0 < sum(path.stat().st_size for path in WEIGHTS.rglob("*.npz")) < 30_000_000
