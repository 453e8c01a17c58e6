"""A codebase that uses many vendors, with traps; what is to be found stands in marks.

A mark such as `«model gpt-4o»` belongs to its line and is taken out before the file is written. A
word after a comma is where it is found, unless that is `code`. A line without a mark holds nothing
that may be found.
"""

# ruff: noqa: E501 - a line of a file and its marks belong together

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_MARK = re.compile(r"\s*«([^»]*)»")
Expected = tuple[str, str, str, int, str]
"""Kind, name, file, line, context."""

JUNK = "Zq9Xw3Rt7Yv1Lk5Np8Hd2Mc6Bs4Gf0Ja"
"""Stands for random characters of keys; the keys are put together, so that none stands here."""


def secret(prefix: str, length: int) -> str:
    """A key that no vendor ever gave out."""
    return prefix + (JUNK * 4)[:length]


FILES: Mapping[str, str] = {
    "app/chat.py": '''\
"""Answers customers with gpt-4o.«model gpt-4o, comment»"""
import os

import openai«sdk openai»
from anthropic import Anthropic«sdk anthropic»
from openai_helpers import ask  # a module of our own
from .anthropic import local_thing

OPENAI_API_KEY = os.environ["OPENAI_API_KEY"]«variable OPENAI_API_KEY»
client = openai.OpenAI(base_url="https://api.openai.com/v1")«host api.openai.com»
DEFAULT = "gpt-4o-mini"«model gpt-4o-mini»
SMALL, LARGE = "o3-mini", 'claude-sonnet-4-5-20250929'«model o3-mini»«model claude-sonnet-4-5-20250929»


def reply(text):
    """Asks claude nicely, as gpt users do."""
    # gpt-4-turbo was slower«model gpt-4-turbo, comment»
    print("We moved from gpt-4 to something else")«model gpt-4, text»
    if DEFAULT.startswith("gpt-4"):«model gpt-4, text»
        return None
    claude = "claude"
    gemini = {"sign": "gemini"}
    path = "assets/gpt-4-poster.png"
    o1 = "o1"
    return client.chat.completions.create(model="o1", messages=[])«model o1»
''',
    "app/assistants.py": '''\
from openai import OpenAI«sdk openai»

client = OpenAI()
assistant = client.beta.assistants.create(model="gpt-4.1")«lock_in openai-assistants»«model gpt-4.1»
store = client.vector_stores.create(name="docs")«lock_in openai-vector-stores»
job = client.fine_tuning.jobs.create(training_file="f", model="gpt-4o-2024-08-06")«lock_in openai-fine-tunes»«model gpt-4o-2024-08-06»
answer = client.responses.create(
    model="ft:gpt-4o-2024-08-06:acme::abc123",«lock_in openai-fine-tunes»«model ft:gpt-4o-2024-08-06:acme::abc123»
    tools=[{"type": "web_search_preview"}],«lock_in openai-hosted-tools»
    previous_response_id="resp_1",«lock_in openai-stored-conversations»
)
batch = client.batches.create(input_file_id="f")«lock_in openai-batch»
vectors = client.embeddings.create(model="text-embedding-3-small", input="x")«lock_in embeddings»«model text-embedding-3-small»
''',
    "app/caching.py": '''\
from django.views.decorators.cache import cache_control

import anthropic«sdk anthropic»

block = {"type": "text", "cache_control": {"type": "ephemeral"}}«lock_in anthropic-prompt-cache»
tool = {"type": "web_search_20250305", "name": "web_search"}«lock_in anthropic-hosted-tools»
''',
    "app/views.py": '''\
from django.views.decorators.cache import cache_control


@cache_control(max_age=3600)
def view(request):
    batches = request.batches.create()
    return batches
''',
    "app/cloud.py": '''\
import boto3

bedrock = boto3.client("bedrock-runtime", region_name="eu-central-1")«sdk bedrock-runtime»
bedrock.converse(modelId="eu.anthropic.claude-sonnet-4-20250514-v1:0")«model eu.anthropic.claude-sonnet-4-20250514-v1:0»
bedrock.converse(modelId="arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0")«model amazon.nova-pro-v1:0»
s3 = boto3.client("s3")
''',
    "app/azure_chat.py": '''\
from openai import AzureOpenAI«sdk openai»«sdk AzureOpenAI»

client = AzureOpenAI(«sdk AzureOpenAI»
    azure_endpoint=f"https://{resource}.openai.azure.com",«host {resource}.openai.azure.com»
    azure_deployment="gpt-4o",«lock_in azure-deployments»«model gpt-4o»
)
''',
    "app/google_chat.py": '''\
from google import genai«sdk google.genai»
from google.cloud import storage

client = genai.Client()
client.models.generate_content(model="models/gemini-2.0-flash")«model gemini-2.0-flash»
cache = client.caches.create(model="gemini-2.5-pro")«lock_in gemini-cached-content»«model gemini-2.5-pro»
''',
    "app/router.py": '''\
import litellm«sdk litellm»

litellm.completion(model="bedrock/anthropic.claude-3-haiku-20240307-v1:0")«model anthropic.claude-3-haiku-20240307-v1:0»
litellm.completion(model="groq/llama-3.3-70b-versatile")«model llama-3.3-70b-versatile»
litellm.completion(model="openrouter/anthropic/claude-3.5-sonnet")«model anthropic/claude-3.5-sonnet»
''',
    "tests/test_chat.py": '''\
def test_reply(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "x")«variable ANTHROPIC_API_KEY, test»
    assert model() == "gpt-3.5-turbo"«model gpt-3.5-turbo, test»
''',
    "web/src/chat.ts": '''\
import Anthropic from "@anthropic-ai/sdk";«sdk @anthropic-ai/sdk»
import {
  generateText,
} from "ai";«sdk ai»
import { openai } from '@ai-sdk/openai';«sdk @ai-sdk/openai»
import { thing } from "./openai";
const pkg = require("cohere-ai");«sdk cohere-ai»
// const old = "claude-2.1"«model claude-2.1, comment»
const model = `claude-haiku-4-5-20251001`;«model claude-haiku-4-5-20251001»
const key = process.env.NEXT_PUBLIC_OPENAI_API_KEY;«variable NEXT_PUBLIC_OPENAI_API_KEY»
const url = "https://example.com/blog/gpt-4o";
const label = "Powered by Claude and Gemini";
fetch("https://openrouter.ai/api/v1/chat/completions");«gateway openrouter.ai»
const store = await client.beta.threads.create();«lock_in openai-assistants»
''',
    "web/package.json": '''\
{
  "name": "web",
  "keywords": ["openai"],
  "dependencies": {
    "@anthropic-ai/sdk": "^0.60.0",«sdk @anthropic-ai/sdk»
    "ai": "5.0.1",«sdk ai»
    "react": "19.0.0"
  }
}
''',
    "web/package-lock.json": '''\
{
  "packages": {
    "node_modules/@anthropic-ai/sdk": {«sdk @anthropic-ai/sdk»
      "version": "0.60.3"
    },
    "node_modules/react": {
      "version": "19.0.0"
    }
  }
}
''',
    "svc/main.go": '''\
package main

import (
	"fmt"

	"github.com/openai/openai-go"«sdk github.com/openai/openai-go»
	"github.com/acme/openai-tools"
	"google.golang.org/genai"«sdk google.golang.org/genai»
)

// Uses openai.ChatModelGPT4o«model gpt-4o, comment»
func main() {
	params := openai.ChatCompletionNewParams{Model: openai.ChatModelGPT4oMini}«model gpt-4o-mini»
	fmt.Println(params, os.Getenv("GEMINI_API_KEY"))«variable GEMINI_API_KEY»
	client.Beta.Threads.New(ctx)«lock_in openai-assistants»
}
''',
    "svc/go.mod": '''\
module acme.example/svc

require (
	github.com/openai/openai-go v1.12.0«sdk github.com/openai/openai-go»
	github.com/stretchr/testify v1.9.0
)
''',
    "jvm/Chat.java": '''\
package com.acme;

import com.openai.client.OpenAIClient;«sdk com.openai»
import com.acme.openai.Helper;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;«sdk software.amazon.awssdk.services.bedrockruntime»

class Chat {
  /* gemini-1.5-pro was tried«model gemini-1.5-pro, comment» */
  void ask() {
    builder.model(ChatModel.GPT_4_1_MINI);«model gpt-4.1-mini»
    String key = System.getenv("OPENAI_API_KEY");«variable OPENAI_API_KEY»
    client.beta().assistants().create(params);«lock_in openai-assistants»
  }
}
''',
    "jvm/build.gradle.kts": '''\
dependencies {
  implementation("com.openai:openai-java:2.1.0")«sdk com.openai:openai-java»
  implementation("com.acme:openai-java:1.0")
}
''',
    "infra/main.tf": '''\
# Claude answers here
resource "aws_bedrockagent_agent" "support" {«infrastructure aws_bedrockagent_agent»«lock_in bedrock-agents»
  foundation_model = "anthropic.claude-3-5-sonnet-20240620-v1:0"«model anthropic.claude-3-5-sonnet-20240620-v1:0»
}
resource "azurerm_cognitive_deployment" "chat" {«infrastructure azurerm_cognitive_deployment»«lock_in azure-deployments»
  model {
    name = "gpt-4o"«model gpt-4o»
  }
}
resource "aws_s3_bucket" "claude" {}
''',
    "chart/values.yaml": '''\
image: ghcr.io/berriai/litellm:main-v1.80.0«gateway ghcr.io/berriai/litellm»
model: claude-opus-4-20250514«model claude-opus-4-20250514»
description: Uses gpt-4 where claude cannot«model gpt-4, text»
fallbacks: [gpt-4.1-nano, gemini-2.5-flash]«model gpt-4.1-nano»«model gemini-2.5-flash»
# model: gpt-4-0314«model gpt-4-0314, comment»
env:
  - name: MISTRAL_API_KEY«variable MISTRAL_API_KEY»
  - name: GOOGLE_MAPS_KEY
reasoning_model: o3«model o3»
grade: o3
''',
    "docker-compose.yml": '''\
services:
  llm:
    image: vllm/vllm-openai:v0.8.0«infrastructure vllm/vllm-openai»
    command: ["--model", "meta-llama/Llama-3.3-70B-Instruct"]«model meta-llama/llama-3.3-70b-instruct»
  db:
    image: postgres:16
''',
    "Dockerfile": '''\
FROM python:3.12
RUN pip install openai==1.99.0 requests«sdk openai»
ENV COHERE_API_KEY=""«variable COHERE_API_KEY»
CMD ["serve", "--model", "command-r-plus"]«model command-r-plus»
''',
    ".github/workflows/review.yml": '''\
on: push
jobs:
  review:
    steps:
      - uses: anthropics/claude-code-action@v1«infrastructure anthropics/claude-code-action»
        with:
          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}«variable ANTHROPIC_API_KEY»
      - uses: actions/checkout@v5
''',
    "requirements.txt": '''\
openai>=1.0  # the SDK«sdk openai»
# anthropic==0.1«sdk anthropic, comment»
requests==2.32
openai-whisper==1.0
''',
    "pyproject.toml": '''\
[project]
name = "acme"
keywords = ["anthropic", "gpt"]
dependencies = ["mistralai>=1.9", "httpx"]«sdk mistralai»
''',
    "uv.lock": '''\
[[package]]
name = "mistralai"«sdk mistralai»
version = "1.9.3"

[[package]]
name = "httpx"
version = "0.28.1"
''',
    ".env.example": f'''\
OPENAI_API_KEY=sk-your-key-here«variable OPENAI_API_KEY»
ANTHROPIC_API_KEY={secret("sk-ant-" + "api03-", 90)}«variable ANTHROPIC_API_KEY»«secret sk-ant-ap**** (103 characters)»
DATABASE_URL=postgres://u:p@db/claude
''',
    "notes/analysis.ipynb": '''\
{
 "cells": [
  {"cell_type": "markdown", "source": ["We compare gpt-4o-mini here"]},«model gpt-4o-mini, documentation»
  {"cell_type": "code",
   "outputs": [{"text": "gpt-4-32k answered"}],
   "source": [
    "from cohere import ClientV2\\n",«sdk cohere»
    "client.chat(model=\\"command-a-03-2025\\")"«model command-a-03-2025»
   ]}
 ],
 "nbformat": 4
}
''',
    "README.md": '''\
# Acme

Claude and Gemini are constellations here. Set OPENAI_API_KEY first.«variable OPENAI_API_KEY, documentation»
We use `gpt-4o` from `api.openai.com`.«model gpt-4o, documentation»«host api.openai.com, documentation»
''',
    "node_modules/openai/index.js": 'const m = "gpt-4o";\n',
    "ignored/secret.py": 'MODEL = "gpt-4o"\n',
    ".gitignore": "ignored/\n",
}  # fmt: skip


def build(folder: Path) -> set[Expected]:
    """Writes the codebase; gives back what is to be found in it."""
    expected: set[Expected] = set()
    for name, marked in FILES.items():
        lines = []
        for number, line in enumerate(marked.split("\n"), 1):
            for mark in _MARK.findall(line):
                what, _, context = mark.partition(", ")
                kind, _, thing = what.partition(" ")
                expected.add((kind, thing, name, number, context or "code"))
            lines.append(_MARK.sub("", line))
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines))
    return expected
