import os

import snowflake.connector

# The rows came from Salesforce once; this reads them from the warehouse.
connection = snowflake.connector.connect(
    account=os.environ["SF_ACCOUNT"],
    user=os.environ["SF_USER"],
    password=os.environ["SF_PASSWORD"],
    warehouse=os.environ["SF_WAREHOUSE"],
    role=os.environ["SF_ROLE"],
)

for name, amount in connection.cursor().execute("SELECT name, amount FROM crm.opportunity"):
    print(name, amount)
