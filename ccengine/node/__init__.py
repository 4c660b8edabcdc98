"""What runs beside a PBX: the only hand that changes Asterisk's files."""
