"""What of the published schema of SARIF 2.1.0 the project writes, and nothing else."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "object", "required": ["text"], "additionalProperties": False,
        "properties": {"text": {"type": "string", "minLength": 1}}}  # fmt: skip
LEVEL = {"enum": ["none", "note", "warning", "error"]}
WHOLE = {"type": "integer", "minimum": 1}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


URI = {"type": "string", "pattern": r"^[A-Za-z0-9._~%/@!$&'()*+,;=-]+$"}
RESULT = closed(
    ["message"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=TEXT,
    locations={
        "type": "array",
        "minItems": 1,
        "items": closed(
            [],
            logicalLocations={
                "type": "array",
                "items": closed([], fullyQualifiedName={"type": "string", "minLength": 1}),
            },
            physicalLocation=closed(
                ["artifactLocation", "region"],
                artifactLocation=closed(["uri"], uri=URI, uriBaseId={"type": "string"}),
                region=closed(["startLine"], startLine=WHOLE, startColumn=WHOLE),
            ),
        ),
    },
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    properties={"type": "object"},
)
SCHEMA = closed(
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={
        "type": "array",
        "items": closed(
            ["tool"],
            tool=closed(
                ["driver"],
                driver=closed(
                    ["name"],
                    name={"type": "string"},
                    version={"type": "string"},
                    rules={
                        "type": "array",
                        "uniqueItems": True,
                        "items": closed(
                            ["id"],
                            id={"type": "string"},
                            shortDescription=TEXT,
                            defaultConfiguration=closed([], level=LEVEL),
                        ),
                    },
                ),
            ),
            originalUriBaseIds={
                "type": "object",
                "additionalProperties": closed([], description=TEXT),
            },
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            invocations={
                "type": "array",
                "items": closed(
                    ["executionSuccessful"],
                    executionSuccessful={"type": "boolean"},
                    toolExecutionNotifications={
                        "type": "array",
                        "items": closed(["message"], level=LEVEL, message=TEXT),
                    },
                ),
            },
            results={"type": "array", "items": RESULT},
        ),
    },
)
