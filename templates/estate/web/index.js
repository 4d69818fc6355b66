require('dotenv').config();

const express = require('express');
const jsforce = require('jsforce');

const app = express();
const conn = new jsforce.Connection({
  loginUrl: process.env.SF_LOGIN_URL,
  version: '60.0',
});

// The token belongs to the password: the server wants both in one text.
async function login() {
  await conn.login(process.env.SF_USERNAME, process.env.SF_PASSWORD + process.env.SF_SECURITY_TOKEN);
}

app.get('/cases', async (request, response, next) => {
  try {
    const found = await conn.query("SELECT CaseNumber, Subject FROM Case WHERE IsClosed = false LIMIT 50");
    response.json(found.records);
  } catch (error) {
    next(error);
  }
});

login().then(() => app.listen(process.env.PORT || 8080));
