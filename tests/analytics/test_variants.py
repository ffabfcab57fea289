"""Variants of exports: other languages and years, files saved again by spreadsheet programs, lists beside each other."""

from __future__ import annotations

import pytest

from agency_core.analytics.rows import Refused
from agency_core.domain.platform import Platform
from tests.analytics import formats
from tests.analytics.conftest import csv_text, look, parse, split
from tests.analytics.workbooks import archive, xls, xlsx

INSTAGRAM = {
    "German": (
        "Beitrags-ID,Konto-ID,Benutzername des Kontos,Kontoname,Beschreibung,Dauer (Sek.),Veröffentlichungszeit,Permalink,"
        "Beitragsart,Datenkommentar,Datum,Aufrufe,Reichweite,„Gefällt mir“-Angaben,Geteilte Inhalte,Follows,Kommentare,"
        "Gespeicherte Inhalte", "IG-Karussell",
    ),
    "Swedish": (
        "Publicerings-id,Konto-id,Kontots användarnamn,Kontonamn,Beskrivning,Varaktighet (sek.),Publiceringstid,Permalänk,"
        "Publiceringstyp,Datakommentar,Datum,Visningar,Räckvidd,Gilla-markeringar,Delningar,Följer,Kommentarer,"
        "Sparade objekt", "IG-karusell",
    ),
    "Spanish": (
        "Identificador de la publicación,Identificador de la cuenta,Nombre de usuario de la cuenta,Nombre de la cuenta,"
        "Descripción,Duración (segundos),Hora de publicación,Enlace permanente,Tipo de publicación,"
        "Comentario de los datos,Fecha,Visualizaciones,Alcance,Me gusta,Veces que se ha compartido,"
        "Seguimientos,Comentarios,Veces guardado",
        "Carrusel de IG",
    ),
    "French": (
        "Identifiant de la publication,Identifiant du compte,Nom d’utilisateur du compte,Nom du compte,Description,Durée (s),"
        "Heure de publication,Permalien,Type de publication,Commentaire,Date,Vues,Couverture,Mentions J’aime,Partages,"
        "Suivis,Commentaires,Enregistrements", "Carrousel d’IG",
    ),
    "Portuguese": (
        "Identificação do post,Identificação da conta,Nome de usuário da conta,Nome da conta,Descrição,Duração (s),"
        "Horário de publicação,Link permanente,Tipo de post,Comentário de dados,Data,Visualizações,Alcance,Curtidas,"
        "Compartilhamentos,Seguimentos,Comentários,Salvamentos", "Carrossel do IG",
    ),
    "Italian": (
        "ID del post,ID account,Nome utente account,Nome account,Descrizione,Durata (sec),Ora di pubblicazione,Permalink,"
        "Tipo di post,Commento sui dati,Data,Visualizzazioni,Copertura,Mi piace,Condivisioni,Follow,Commenti,"
        "Elementi salvati", "Carosello IG",
    ),
}
FACEBOOK = {
    "German": "Beitrags-ID,Seiten-ID,Seitenname,Titel,Beschreibung,Dauer (Sek.),Veröffentlichungszeit,"
    "Permalink,Beitragsart,Datum,"
              "Aufrufe,Reichweite,Reaktionen,Kommentare,Geteilte Inhalte,Klicks insgesamt,Aufrufe",
    "Swedish": "Publicerings-id,Sid-id,Sidnamn,Titel,Beskrivning,Varaktighet (sek),Publiceringstid,Permalänk,"
    "Publiceringstyp,Datum,"
               "Visningar,Räckvidd,Reaktioner,Kommentarer,Delningar,Totalt antal klick,Visningar",
    "Spanish": "Identificador de la publicación,Identificador de la página,Nombre de la página,Título,Descripción,"
               "Duración (segundos),Hora de publicación,Enlace permanente,Tipo de publicación,Fecha,Visualizaciones,Alcance,"
               "Reacciones,Comentarios,Veces que se ha compartido,Total de clics,Visualizaciones",
    "French": "Identifiant de la publication,Identifiant de la Page,Nom de la Page,Titre,Description,Durée (s),"
              "Heure de publication,Permalien,Type de publication,Date,Vues,Couverture,Réactions,Commentaires,Partages,"
              "Nombre total de clics,Vues",
    "Portuguese": "Identificação do post,Identificação da página,Nome da página,Título,Descrição,Duração (s),"
                  "Horário de publicação,Link permanente,Tipo de post,Data,Visualizações,Alcance,Reações,Comentários,"
                  "Compartilhamentos,Total de cliques,Visualizações",
    "Italian": "ID del post,ID della Pagina,Nome della Pagina,Titolo,Descrizione,Durata (sec),Ora di pubblicazione,Permalink,"
               "Tipo di post,Data,Visualizzazioni,Copertura,Reazioni,Commenti,Condivisioni,Clic totali,Visualizzazioni",
}
IG_ROW = (
    "18011234567890123", "17841400000000000", "bakery", "Bakery", "Crumb shot", "0", "01/15/2026 12:01",
    "https://www.instagram.com/p/DTi0JQ3gBJn/", "?", "", "Lifetime", "4211", "134362", "410", "44", "", "23", "31",
)


@pytest.mark.parametrize("language", INSTAGRAM)
def test_instagram_exports_are_known_in_other_languages(upload, language):
    header, kind = INSTAGRAM[language]
    row = [kind if cell == "?" else cell for cell in IG_ROW]
    path = upload(csv_text(header.split(","), [row]).encode("utf-8-sig"))
    (post,), errors = split(parse(path, "a.csv"))
    assert (look(path).importer, errors, post.content_type, post.account) == ("instagram", [], "image_post", "17841400000000000")
    assert post.values == {"views": 4211, "reach": 134362, "likes": 410, "comments": 23, "shares": 44, "saves": 31}


@pytest.mark.parametrize("language", FACEBOOK)
def test_facebook_exports_are_known_in_other_languages(upload, language):
    row = [cell for at, cell in enumerate(formats.FACEBOOK.row) if formats.FACEBOOK.header[at] != "Date"]
    row.insert(9, "Total")
    path = upload(csv_text(FACEBOOK[language].split(","), [row]))
    (post,), errors = split(parse(path, "a.csv"))
    assert (look(path).importer, errors, post.content_type, post.text) == ("facebook", [], "reel", "Fresh bread")
    assert post.values == formats.FACEBOOK.values


def test_account_totals_of_meta_are_refused_in_any_language(upload):
    text = 'sep=,\r\n"Facebook-Reichweite"\r\n"Datum","Primary"\r\n"2025-03-01T00:00:00","12"\r\n'
    with pytest.raises(Refused, match="Meta's account totals"):
        look(upload(b"\xff\xfe" + text.encode("utf-16-le")))


X_2025 = ("Post id,Date,Post text,Link,Impressions,Likes,Engagements,Bookmarks,Share,New follows,Replies,Reposts,Profile visits,"
          "Detail expands,Url clicks,Hashtag clicks,Permalink clicks")


def test_x_exports_of_spring_2025_are_known(upload):
    posts, errors = split(parse(upload(csv_text(X_2025.split(","), [formats.X_POSTS.row], end="\r\n")), "a.csv"))
    assert ([post.values for post in posts], errors) == ([formats.X_POSTS.values], [])


def test_publer_without_the_lines_above_is_read(upload):
    text = csv_text(formats.PUBLER.header, [formats.PUBLER.row])
    bare, _ = split(parse(upload(text), "a.csv"))
    full, _ = split(parse(upload("# Bakery\n# Start Date: 1 Jun 2025\n# End Date: 30 Jun 2025\n\n\n" + text), "a.csv"))
    assert [post.values for post in bare] == [post.values for post in full] == [formats.PUBLER.values]


METRICS = ("Date", "Impressions (organic)", "Impressions (sponsored)", "Impressions (total)", "Clicks (organic)")


def test_linkedin_pages_have_a_line_above_the_header_and_two_sheets(upload):
    above = ["Aggregated engagement metrics of the page"]
    book = xlsx({
        "Metrics": [above, METRICS, ("03/14/2025", 1, 0, 1, 0)],
        "All posts": [["All posts of the page"], formats.LINKEDIN.header, formats.LINKEDIN.row],
    })  # fmt: skip
    posts, errors = split(parse(upload(book, "bakery_content_1743403531123.xlsx"), "a.xlsx"))
    assert ([post.values for post in posts], errors, posts[0].campaign) == ([formats.LINKEDIN.values], [], "")
    old = xls([["All posts of the page"], list(formats.LINKEDIN.header), list(formats.LINKEDIN.row)])
    assert [post.values for post in split(parse(upload(old, "a.xls"), "a.xls"))[0]] == [formats.LINKEDIN.values]
    with pytest.raises(Refused, match="LinkedIn's daily metrics"):
        look(upload(xlsx({"Metrics": [above, METRICS, ("03/14/2025", 1, 0, 1, 0)]}), "a.xlsx"))


def test_the_two_lists_of_a_member_of_linkedin_are_joined(upload):
    link = "https://www.linkedin.com/feed/update/urn:li:activity:73061921349219819{}".format
    head = ("Post URL", "Post publish date", "Engagements", None, "Post URL", "Post publish date", "Impressions")
    sheets = {
        "DISCOVERY": [("Overall Performance", "1/1/2025 - 12/31/2025"), ("Impressions", 400), ("Members reached", 90)],
        "ENGAGEMENT": [("Date", "Impressions", "Engagements"), ("3/14/2025", 10, 2)],
        "TOP POSTS": [
            ("Maximum of 50 posts available to include in this list",), (), head,
            (link(53), "3/14/2025", 8, None, link(54), "3/14/2025", 310),
            (link(54), "3/14/2025", 5, None, link(55), "3/14/2025", 90),
        ],
        "FOLLOWERS": [("Total followers on 12/31/2025:", 400), (), ("Date", "New followers"), ("3/14/2025", 2)],
    }  # fmt: skip
    path = upload(xlsx(sheets), "Content_2025-01-01_2025-12-31_Baker.xlsx")
    posts, errors = split(parse(path, "a.xlsx"))
    said = [(post.external_id[-2:], post.values["impressions"], post.extra.get("engagements")) for post in posts]
    assert (look(path).importer, said, errors) == ("linkedin_top", [("53", None, 8), ("54", 310, 5), ("55", 90, None)], [])


YOUTUBE = {
    "German": "Inhalte,Videotitel,Veröffentlichungszeitpunkt des Videos,Dauer,Aufrufe,Wiedergabezeit (Stunden),Abonnenten,"
              "Impressionen",
    "French": "Contenu,Titre de la vidéo,Heure de publication de la vidéo,Durée,Vues,Durée de visionnage (heures),Abonnés,"
              "Impressions",
    "Spanish":
              "Contenido,Título del vídeo,Hora de publicación del vídeo,Duración,Visualizaciones,Tiempo de visualización (horas),"
               "Suscriptores,Impresiones",
}


DAYS = {"German": "18. Dez. 2022", "French": "18 déc. 2022", "Spanish": "18 dic 2022"}


@pytest.mark.parametrize(("language", "day"), DAYS.items())
def test_youtube_archives_are_known_in_other_languages(upload, language, day):
    header = YOUTUBE[language]
    rows = [("Total", "", "", "", "9", "9", "9", "9"), ("-AbCdEfGh_1", "How", day, "41", "4632", "354.5", "-3", "37864")]
    chart = "Date,Content,Video title,Video publish time,Duration,Views\n2022-12-18,-AbCdEfGh_1,How,\"Dec 18, 2022\",41,1\n"
    table = csv_text(header.split(","), rows)
    packed = archive({"Diagrammdaten.csv": chart, "Tabellendaten.csv": table, "Summen.csv": "Date,Views\n2022-12-18,1\n"})
    (post,), errors = split(parse(upload(packed, "a.zip"), "a.zip"))
    day = post.published_at.date().isoformat()
    assert (errors, day, post.values) == ([], "2022-12-18", {"views": 4632, "impressions": 37864})


@pytest.mark.parametrize("packed", ["zip", "xlsx"])
def test_tiktok_archives_and_sheets_are_read(upload, packed):
    rows = [formats.TIKTOK.header, formats.TIKTOK.row]
    overview = "Date,Video Views,Profile Views,Likes,Comments,Shares\nMarch 1,0,0,0,0,0\n"
    content = "\ufeff" + csv_text(rows[0], rows[1:])
    file = archive({"Overview.csv": overview, "Content.csv": content}) if packed == "zip" else xlsx({"Content": rows})
    posts, errors = split(parse(upload(file, f"a.{packed}"), "a"))
    assert ([post.values for post in posts], errors) == ([formats.TIKTOK.values], [])


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("1,234", 1234), ("1 234", 1234), ("1\u202f234", 1234), ("1'234", 1234), ("1’234", 1234), ("1.234.567", 1234567),
        ("12.3K", 12300), ("1,5 M", 1500000), ("1,234,567", 1234567), ("376.0", 376), ("2k", 2000),
    ],
)
def test_counts_are_read_as_programs_show_them(upload, written, counted):
    at = formats.X_POSTS.header.index("Impressions")
    row = (*formats.X_POSTS.row[:at], written, *formats.X_POSTS.row[at + 1 :])
    (post,), _ = split(parse(upload(csv_text(formats.X_POSTS.header, [row])), "a.csv"))
    assert post.values["impressions"] == counted


def test_a_file_that_a_spreadsheet_program_saved_again_is_read_where_it_can(upload):
    sample = formats.FACEBOOK
    row = ["1.234" if cell == "1,520" else "Brötchen – für “alle”" if cell == "Fresh bread" else cell for cell in sample.row]
    path = upload(csv_text(sample.header, [row, ["1,22121E+17", *row[1:]]], ";", "\r\n").encode("cp1252"))
    (post,), (error,) = split(parse(path, "a.csv"))
    assert (post.text, post.values["views"]) == ("Brötchen – für “alle”", 1234)
    assert (error.rule, error.remedy) == (
        "is an id that a spreadsheet has rounded",
        "Export again and upload the file as it comes, without opening it in a spreadsheet program.",
    )


def test_rates_with_a_percent_sign_and_a_comma_are_fractions(upload):
    row = ["4,5 %" if cell == "4.5" else "354,5" if cell == "354.5" else cell for cell in formats.YOUTUBE.row]
    (post,), _ = split(parse(upload(csv_text(formats.YOUTUBE.header, [row], ";")), "a.csv"))
    assert (round(post.extra["click_through_rate"], 6), post.extra["watch_hours"]) == (0.045, 354.5)
    assert post.platform is Platform.YOUTUBE
