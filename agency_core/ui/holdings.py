"""What pages handed out: whose files lie under /media, and to whose pages files are uploaded. Nobody else gets or sends them."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

SID = "sid"
"""What pages call the session of the browser that they are drawn for."""
_MOST = 20_000
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+")


class Holdings:
    """Remembers the sessions of each file and of each open page; the oldest are forgotten when there are very many."""

    def __init__(self) -> None:
        """Nothing was handed out yet."""
        self._guard = threading.Lock()
        self._held: OrderedDict[str, frozenset[str]] = OrderedDict()

    def of(self, path: str) -> frozenset[str]:
        """The sessions that `path` was handed to: that of a file, or of an upload to an open page."""
        upload = _UPLOAD.fullmatch(path)
        return self._held.get(upload[1] if upload else path, frozenset())

    def note(self, what: str, session_id: str) -> None:
        """Remember that `what` (the path of a file, the id of an open page) was handed to a session."""
        with self._guard:
            self._held[what] = self._held.get(what, frozenset()) | {session_id}
            self._held.move_to_end(what)
            if len(self._held) > _MOST:
                self._held.popitem(last=False)

    def opened(self, session_id: str) -> None:
        """Remember whose page is drawn right now."""
        context = get_script_run_ctx()
        if context is not None and session_id not in self._held.get(context.session_id, ()):
            self.note(context.session_id, session_id)

    def watch(self, files: MediaFileManager) -> None:
        """Note each file that a page adds from here on, or promises and makes when somebody asks for it."""
        add, promise, make = files.add, files.add_deferred, files.execute_deferred

        def added(*args: Any, **named: Any) -> str:  # noqa: ANN401 - what Streamlit passes
            return self._noted(add(*args, **named))

        def promised(*args: Any, **named: Any) -> str:  # noqa: ANN401 - what Streamlit passes
            return self._noted(promise(*args, **named))

        def made(file_id: str) -> str:
            path = make(file_id)
            for session_id in self.of(file_id):
                self.note(path, session_id)
            return path

        vars(files).update(add=added, add_deferred=promised, execute_deferred=made)

    def _noted(self, what: str) -> str:
        context = get_script_run_ctx()
        session_id = (context.user_info if context else {}).get(SID)
        if session_id:
            self.note(what, str(session_id))
        return what


HOLDINGS = Holdings()


def is_action(frame: bytes) -> bool:
    """Whether a frame of an open page is something that a person did, and not the page that draws itself anew."""
    message = BackMsg()
    try:
        message.ParseFromString(frame)
    except Exception:  # noqa: BLE001 - its own kind of error; what cannot be read Streamlit refuses, and it keeps nothing alive
        return False
    return message.WhichOneof("type") == "rerun_script" and not message.rerun_script.is_auto_rerun
