"""Copies changed accounts from the CRM into the warehouse, once a night."""

import os
import sys

import psycopg
from simple_salesforce import Salesforce

QUERY = "SELECT Id, Name, LastModifiedDate FROM Account WHERE LastModifiedDate = YESTERDAY"


def crm():
    # One connection a run. The session lives for two hours, a run for ten minutes.
    return Salesforce(
        username=os.environ["SF_USERNAME"],
        password=os.environ["SF_PASSWORD"],
        security_token=os.environ["SF_TOKEN"],
        domain=os.getenv("SF_DOMAIN", "login"),
        version="60.0",
    )


def warehouse():
    return psycopg.connect(
        host=os.environ["WAREHOUSE_HOST"],
        user=os.environ["WAREHOUSE_USER"],
        password=os.environ["WAREHOUSE_PASSWORD"],
    )


def main():
    rows = [(r["Id"], r["Name"]) for r in crm().query_all_iter(QUERY)]
    with warehouse() as db, db.cursor() as cursor:
        cursor.executemany("INSERT INTO account (id, name) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET name = excluded.name", rows)
    print(f"{len(rows)} accounts", file=sys.stderr)


if __name__ == "__main__":
    main()
