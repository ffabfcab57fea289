"""YouTube Studio: Advanced mode > Content > Export, the file `Table data.csv`, one row a video."""

from agency_core.analytics.cells import duration, percent
from agency_core.analytics.importers.base import Cells, Importer
from agency_core.domain.platform import Platform


def _is_total(cells: Cells) -> bool:
    """The second line of the file; in every language it names neither title nor day."""
    is_named = bool(cells.get("title") or cells.get("published_at"))
    return not is_named and len(cells.get("external_id", "")) != len("Sx0ytsHc1kk")


IMPORTER = Importer(
    name="youtube",
    label="YouTube Studio: Content table",
    platform=Platform.YOUTUBE,
    columns={
        "external_id": ("content", "video", "inhalte", "inhalt", "contenido", "contenu", "conteúdo", "contenuti", "contenuto"),
        "title": (
            "video title", "videotitel", "título del vídeo", "título del video", "titre de la vidéo", "título do vídeo",
            "titolo video", "titolo del video",
        ),
        "published_at": (
            "video publish time", "veröffentlichungszeitpunkt des videos", "zeitpunkt der veröffentlichung des videos",
            "hora de publicación del vídeo", "hora de publicación del video", "fecha de publicación del vídeo",
            "heure de publication de la vidéo", "date de publication de la vidéo", "horário de publicação do vídeo",
            "hora de publicação do vídeo", "ora di pubblicazione del video", "data di pubblicazione del video",
        ),
        "views": ("views", "aufrufe", "visualizaciones", "vistas", "vues", "visualizações", "visualizzazioni"),
        "impressions": ("impressions", "thumbnail impressions", "impressionen", "impresiones", "impressões", "impressioni"),
        "likes": ("likes",),
        "comments": ("comments added", "comments"),
        "shares": ("shares",),
        "duration_seconds": ("duration", "duration (seconds)"),
        "watch_hours": (
            "watch time (hours)", "wiedergabezeit (stunden)", "tiempo de visualización (horas)", "durée de visionnage (heures)",
            "tempo de exibição (horas)", "tempo de visualização (horas)", "tempo di visualizzazione (ore)",
        ),
        "average_view_seconds": ("average view duration",),
        "average_viewed": ("average percentage viewed (%)",),
        "subscribers": ("subscribers", "abonnenten", "suscriptores", "abonnés", "inscritos", "subscritores", "iscritti"),
        "click_through_rate": ("impressions click-through rate (%)", "thumbnail click-through rate (%)"),
        "stayed_to_watch": ("stayed to watch (%)",),
        "dislikes": ("dislikes",),
        "likes_share": ("likes (vs. dislikes) (%)",),
        "unique_viewers": ("unique viewers",),
        "revenue_usd": ("estimated revenue (usd)", "your estimated revenue (usd)"),
    },
    required=("external_id", "title", "published_at", "views"),
    units={
        "duration_seconds": duration,
        "average_view_seconds": duration,
        "average_viewed": percent,
        "click_through_rate": percent,
        "stayed_to_watch": percent,
        "likes_share": percent,
    },
    content_types={"": "video_post"},
    is_total=_is_total,
)
