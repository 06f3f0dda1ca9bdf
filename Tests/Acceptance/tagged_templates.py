"""The profiles' chat templates with `{% generation %}` put around what the loss-mask rule trains, so that transformers' own assistant mask can be held against TrainPack's.
Each edit names text that must stand in the template exactly once."""

EDITS = {
    "mistral-7b-instruct-v0.1": [
        ("{{ message['content'] + eos_token + ' ' }}", "{% generation %}{{ message['content'] + eos_token }}{% endgeneration %}{{ ' ' }}"),
    ],
    "mistral-7b-instruct-v0.3": [
        ("{#- Assistant messages supports text content. #}\n    {%- elif message['role'] == 'assistant' %}\n", "{%- elif message['role'] == 'assistant' %}{%- generation %}\n"),
        ("{{- eos_token }}\n", "{{- eos_token }}{%- endgeneration %}\n"),
    ],
    "mistral-nemo-instruct-2407": [
        ("{#- Assistant messages supports text content. #}\n    {%- elif message['role'] == 'assistant' %}\n", "{%- elif message['role'] == 'assistant' %}{%- generation %}\n"),
        ("{{- eos_token }}\n", "{{- eos_token }}{%- endgeneration %}\n"),
    ],
    "llama-2-7b-chat": [
        ("{{- ' ' + turn['content'].strip() + ' ' + eos_token -}}", "{%- generation -%}{{- ' ' + turn['content'].strip() + ' ' + eos_token -}}{%- endgeneration -%}"),
    ],
    "llama-3.1-8b-instruct": [
        (
            "{%- else -%}\n    {{- header(turn['role']) -}}\n    {{- turn['content'] | trim -}}\n    {{- '<|eot_id|>' -}}\n",
            "{%- elif turn['role'] == 'assistant' -%}{{- header('assistant') -}}{%- generation -%}{{- turn['content'] | trim -}}{{- '<|eot_id|>' -}}{%- endgeneration -%}"
            "{%- else -%}\n    {{- header(turn['role']) -}}\n    {{- turn['content'] | trim -}}\n    {{- '<|eot_id|>' -}}\n",
        ),
    ],
    "gemma-2-9b-it": [
        (
            "  {{- turn['content'] | trim -}}\n  {{- '<end_of_turn>\\n' -}}\n",
            "{%- if turn['role'] == 'assistant' -%}{%- generation -%}{{- turn['content'] | trim -}}{{- '<end_of_turn>' -}}{%- endgeneration -%}"
            "{%- else -%}{{- turn['content'] | trim -}}{{- '<end_of_turn>' -}}{%- endif -%}{{- '\\n' -}}\n",
        ),
    ],
    "phi-3-mini-4k-instruct": [
        ("{{'<|assistant|>\\n' + message['content'] + '<|end|>\\n'}}", "{{'<|assistant|>\\n'}}{% generation %}{{ message['content'] + '<|end|>' }}{% endgeneration %}{{'\\n'}}"),
    ],
    "deepseek-v3": [
        ("{{'<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>'}}", "{{'<｜Assistant｜>'}}{%- generation %}{{ content + '<｜end▁of▁sentence｜>' }}{%- endgeneration %}"),
    ],
    "meditron-7b": [
        ("{{- ' ' + turn['content'] + eos_token -}}", "{%- generation -%}{{- ' ' + turn['content'] + eos_token -}}{%- endgeneration -%}"),
    ],
    "generic-chatml": [
        (
            "{{- '<|im_start|>' + turn['role'] + '\\n' + turn['content'] + '<|im_end|>\\n' -}}",
            "{{- '<|im_start|>' + turn['role'] + '\\n' -}}{%- if turn['role'] == 'assistant' -%}{%- generation -%}{{- turn['content'] + '<|im_end|>' -}}{%- endgeneration -%}"
            "{%- else -%}{{- turn['content'] + '<|im_end|>' -}}{%- endif -%}{{- '\\n' -}}",
        ),
    ],
    "generic-alpaca": [
        ("{{- turn['content'] + eos_token -}}", "{%- generation -%}{{- turn['content'] + eos_token -}}{%- endgeneration -%}"),
    ],
    "qwen2.5-7b-instruct": [
        (
            "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}",
            "{{- '<|im_start|>' + message.role + '\\n' }}{%- if message.role == 'assistant' %}{%- generation %}{{- message.content + '<|im_end|>' }}{%- endgeneration %}"
            "{%- else %}{{- message.content + '<|im_end|>' }}{%- endif %}{{- '\\n' }}",
        ),
    ],
}


def tagged(profile_id, template):
    """The template with the tags; None for a profile without an edit."""
    if profile_id not in EDITS:
        return None
    for old, new in EDITS[profile_id]:
        assert template.count(old) == 1, f"{profile_id}: {old!r} stands {template.count(old)} times in the template"
        template = template.replace(old, new)
    return template
