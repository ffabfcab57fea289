"""What Meta Business Suite calls its columns: the headers follow the language of whoever exported.

English, German, Swedish, Spanish, French, Portuguese (of Brazil and Portugal) and Italian, in this order.
"""

POST_ID = (
    "post id", "beitrags-id", "publicerings-id", "inläggs-id", "identificador de la publicación", "id de la publicación",
    "identificador de publicación", "id de publicación", "identifiant de la publication", "id de publication",
    "id de la publication", "numéro de publication", "identificação do post", "id do post", "id da publicação",
    "identificação da publicação", "id del post", "id post", "identificatore del post",
)
PAGE = (
    "page id", "seiten-id", "sid-id", "sido-id", "identificador de la página", "id de la página", "id de página",
    "identifiant de la page", "id de page", "id de la page", "id da página", "identificação da página", "id della pagina",
    "id pagina", "page name", "seitenname", "sidnamn", "sidans namn", "nombre de la página", "nom de la page", "nom de page",
    "nome da página", "nome della pagina", "nome pagina",
)
ACCOUNT = (
    "account id", "konto-id", "identificador de la cuenta", "id de la cuenta", "id de cuenta", "identifiant de compte",
    "identifiant du compte", "id du compte", "id de compte", "numéro de compte", "id da conta", "identificação da conta",
    "id account", "id dell'account", "id dell’account", "account username", "benutzername des kontos", "konto-benutzername",
    "kontobenutzername", "kontots användarnamn", "användarnamn för konto", "nombre de usuario de la cuenta",
    "nom d'utilisateur du compte", "nom d’utilisateur du compte", "nom de profil du compte", "nome de usuário da conta",
    "nome de utilizador da conta", "nome utente dell'account", "nome utente dell’account", "nome utente account",
)
TITLE = ("title", "titel", "título", "titre", "titolo")
TEXT = ("description", "beschreibung", "beskrivning", "descripción", "descrição", "descrizione")
PUBLISHED = (
    "publish time", "veröffentlichungszeit", "veröffentlichungszeitpunkt", "zeitpunkt der veröffentlichung", "publiceringstid",
    "tid för publicering", "hora de publicación", "fecha de publicación", "heure de publication", "date de publication",
    "horário de publicação", "hora de publicação", "hora da publicação", "data de publicação", "ora di pubblicazione",
    "orario di pubblicazione", "data di pubblicazione",
)
URL = (
    "permalink", "dauerhafter link", "permalänk", "enlace permanente", "enlace", "permalien", "lien permanent",
    "link permanente", "ligação permanente", "link", "permalink del post",
)
KIND = (
    "post type", "beitragsart", "beitragstyp", "art des beitrags", "publiceringstyp", "inläggstyp", "typ av inlägg",
    "tipo de publicación", "type de publication", "tipo de post", "tipo de publicação", "tipo di post",
)
PERIOD = ("date", "datum", "fecha", "data")
VIEWS = ("views", "aufrufe", "visningar", "visualizaciones", "vistas", "vues", "visualizações", "visualizzazioni")
IMPRESSIONS = (
    "impressions", "impressionen", "exponeringar", "sidvisningar", "impresiones", "impressões", "impressioni",
)
REACH = ("reach", "reichweite", "räckvidd", "alcance", "couverture", "portée", "copertura")
REACTIONS = ("reactions", "reaktionen", "reaktioner", "reacciones", "réactions", "reações", "reazioni")
LIKES = (
    "likes", "„gefällt mir“-angaben", "gefällt mir-angaben", '"gefällt mir"-angaben', "gefällt mir", "gilla-markeringar",
    "antal gilla-markeringar", "gillanden", "me gusta", "j'aime", "j’aime", "mentions j'aime", "mentions j’aime",
    "mentions « j’aime »", "mentions « j'aime »", "curtidas", "gostos", "mi piace", '"mi piace"', "“mi piace”",
)
COMMENTS = ("comments", "kommentare", "kommentarer", "comentarios", "commentaires", "comentários", "commenti")
SHARES = (
    "shares", "geteilte inhalte", "mal geteilt", "geteilt", "delningar", "veces que se ha compartido", "veces que se compartió",
    "veces compartido", "compartidos", "contenido compartido", "partages", "compartilhamentos", "partilhas", "condivisioni",
)
SAVES = (
    "saves", "gespeicherte inhalte", "gespeichert", "mal gespeichert", "speicherungen", "sparade objekt", "sparanden", "sparade",
    "veces que se ha guardado", "veces que se guardó", "veces guardado", "guardados", "contenido guardado", "enregistrements",
    "éléments enregistrés", "salvamentos", "itens salvos", "elementi salvati", "salvataggi",
)
CLICKS = (
    "total clicks", "klicks insgesamt", "klicks gesamt", "gesamtklicks", "totalt antal klick", "klick totalt", "total de clics",
    "clics totales", "nombre total de clics", "clics au total", "total de cliques", "cliques totais", "clic totali",
    "totale clic", "totale dei clic",
)
FOLLOWS = ("follows", "neue follower", "följer", "följningar", "seguimientos", "suivis", "seguimentos", "segui già", "follow")
DURATION = (
    "duration (sec)", "duration (secs)", "dauer (sek.)", "dauer (s)", "dauer (sekunden)", "varaktighet (sek.)",
    "varaktighet (sek)", "duración (segundos)", "duración (s)", "durée (s)", "durée (sec)", "durée (secondes)", "duração (s)",
    "duração (segundos)", "durata (sec)", "durata (s)", "durata (secondi)",
)
KINDS = {
    **dict.fromkeys(
        ("photos", "photo", "fotos", "foto", "bilder", "bild", "images", "image", "imágenes", "imagen", "imagens", "imagem",
         "immagini", "immagine", "foton"), "image_post",
    ),
    **dict.fromkeys(("videos", "video", "vídeos", "vídeo", "vidéos", "vidéo", "videor"), "video_post"),
    **dict.fromkeys(("reels", "reel"), "reel"),
    **dict.fromkeys(("stories", "story", "historias", "historia", "händelser", "händelse", "storie", "storia"), "story"),
    **dict.fromkeys(
        ("links", "link", "text", "status", "länkar", "länk", "enlaces", "enlace", "texto", "liens", "lien", "texte", "testo"),
        "text_post",
    ),
    **dict.fromkeys(("karussell", "carousel", "carrusel", "carrousel", "carrossel", "karusell", "carosello"), "image_post"),
}
"""Kinds of posts, without the `IG` that stands before or behind them on Instagram."""
IG_KINDS = {
    each: kind for name, kind in KINDS.items()
    for each in (f"ig {name}", f"ig-{name}", f"{name} ig", f"{name} de ig", f"{name} d'ig", f"{name} d’ig", f"{name} do ig",
                 f"{name} di ig", f"instagram {name}", f"instagram-{name}", f"{name} de instagram")
}  # fmt: skip
