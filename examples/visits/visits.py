import sqlite3

from flask import Flask

app = Flask(__name__)


@app.get("/")
def visit():
    with sqlite3.connect("/data/visits.db") as database:
        database.execute("CREATE TABLE IF NOT EXISTS visits (at TEXT DEFAULT CURRENT_TIMESTAMP)")
        database.execute("INSERT INTO visits DEFAULT VALUES")
        (count,) = database.execute("SELECT count(*) FROM visits").fetchone()
    return f"You are visitor number {count}.\n"
