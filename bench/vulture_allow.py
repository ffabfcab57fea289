"""Names that look unused and are not. vulture reads this file as source; it is never run."""

# parameters that a protocol names and its members use, or need not
_.ctx
_.facts
_.shaped
_.trace

# SQLAlchemy and Alembic call or pass
_.dialect
_.process_bind_param
_.process_result_value
_.downgrade

# urllib3 and requests call or read
_.readable
_._new_conn
_.response_class
_.pool_classes_by_scheme

# Authlib calls
_.raise_for_status

# readers of files ask
_.seekable

# smtplib calls
_._get_socket

# tests need: a clock that can be moved, and whether a transaction is open while a network is called
_.MovableClock
_.in_transaction
