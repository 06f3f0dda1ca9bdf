"""mistral_calls.py PROFILE FILE: the ids that Mistral's own encoder (mistral_common, for fine-tuning) gives each conversation of a JSON Lines file of {"messages", "tools"}, one JSON list a line."""
import json, sys

from mistral_common.protocol.instruct.messages import AssistantMessage, SystemMessage, ToolMessage, UserMessage
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.validator import ValidationMode
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

tokenizer = MistralTokenizer.v3(is_tekken=sys.argv[1] == "mistral-nemo-instruct-2407")
tokenizer._chat_completion_request_validator._mode = ValidationMode.finetuning
kinds = {"system": SystemMessage, "user": UserMessage, "assistant": AssistantMessage, "tool": ToolMessage}


def message(told):
    """A message; the encoder takes the arguments of calls as a string alone."""
    for call in told.get("tool_calls", []):
        arguments = call["function"]["arguments"]
        if not isinstance(arguments, str):
            call["function"]["arguments"] = json.dumps(arguments, ensure_ascii=False)
    return kinds[told["role"]](**{key: value for key, value in told.items() if key != "role"})


for line in open(sys.argv[2], encoding="utf-8"):
    record = json.loads(line)
    request = ChatCompletionRequest(messages=[message(told) for told in record["messages"]], tools=record.get("tools"))
    print(json.dumps(tokenizer.encode_chat_completion(request).tokens))
