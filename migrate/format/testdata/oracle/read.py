"""Reads files, one a line in base64, and gives the values of each in order, one
line a file, each value in base64 behind a dot. The first argument says how to read."""
import ast
import base64
import io
import json
import sys
import xml.etree.ElementTree as ET


def of_json(text):
    def flat(v):
        if isinstance(v, dict):
            return [x for k in v for x in flat(v[k])]
        if isinstance(v, list):
            return [x for i in v for x in flat(i)]
        return [v if isinstance(v, str) else "bare " + json.dumps(v)]
    return flat(json.loads(text))


def of_yaml(text):
    import yaml

    def flat(n):
        if isinstance(n, yaml.MappingNode):
            return [x for _, v in n.value for x in flat(v)]
        if isinstance(n, yaml.SequenceNode):
            return [x for i in n.value for x in flat(i)]
        return [n.value if n.tag == "tag:yaml.org,2002:str" else "bare " + n.value]
    return [x for d in yaml.compose_all(text) if d is not None and d.value for x in flat(d)]


def of_dotenv(text):
    import dotenv
    return [v for v in dotenv.dotenv_values(stream=io.StringIO(text), interpolate=False).values() if v is not None]


def of_xml(text):
    out = []
    for e in ET.fromstring(text.encode("utf-8")).iter():
        out += list(e.attrib.values())
        if len(e) == 0:
            out.append(e.text or "")
    return out


def of_python(text):
    nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant)]
    nodes.sort(key=lambda n: (n.lineno, n.col_offset))
    return [n.value if isinstance(n.value, str) else "bare " + repr(n.value) for n in nodes]


def of_netrc(text):
    import netrc
    reader = netrc.netrc.__new__(netrc.netrc)
    reader.hosts, reader.macros = {}, {}
    reader._parse("", io.StringIO(text.replace("\r\n", "\n")), False)
    return [v for host in reader.hosts.values() for v in host]


def of_csv(text):
    import csv
    header = text.split("\n")[0]
    delimiter = max(",;\t|", key=header.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return [v.replace("\r\n", "\n") for row in rows[1:] for v in row]


def of_ini(text):
    import configparser
    percent = "%(" in text
    reader = configparser.ConfigParser(strict=False, allow_no_value=True, default_section="none",
                                       interpolation=configparser.BasicInterpolation() if percent else None)
    reader.optionxform = str
    reader.read_string("[top]\n" + text.replace("\r\n", "\n"))
    out = []
    for section in reader.sections():
        for name in reader.options(section):
            v = reader.get(section, name, raw=True)
            if v is not None and "%(" not in v:  # what refers to another value changes with it
                v = reader.get(section, name)
            if v is not None:  # ODBC, MySQL and others take the quotes away that this reader keeps
                out.append(v[1:-1] if len(v) > 1 and v[0] == v[-1] and v[0] in "\"'" else v)
    return out


read = globals()["of_" + sys.argv[1]]
for line in sys.stdin:
    text = base64.b64decode(line).decode("utf-8").removeprefix("\ufeff")
    print(" ".join("." + base64.b64encode(v.encode("utf-8")).decode("ascii") for v in read(text)))
