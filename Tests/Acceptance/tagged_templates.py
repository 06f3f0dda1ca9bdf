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
