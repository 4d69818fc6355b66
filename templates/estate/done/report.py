import os

from simple_salesforce import Salesforce

sf = Salesforce(
    username=os.environ["SF_USERNAME"],
    consumer_key=os.environ["SF_CONSUMER_KEY"],
    privatekey_file=os.environ["SF_PRIVATE_KEY_FILE"],
    domain=os.environ["SF_DOMAIN"],
)

for row in sf.query_all_iter("SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName"):
    print(row["StageName"], row["n"])
