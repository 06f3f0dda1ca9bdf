import Diagnostics

extension DiagnosticCode {
  static let compareTemplatesNoProfile = DiagnosticCode(
    "compare-templates.no-profile", "a template's file is named without a vocabulary",
    explanation: """
      The file of a chat template says neither which vocabulary encodes its text nor what bos_token and eos_token are. \
      Where the other template is a profile's, that profile serves the file too; for two files name one with --profile.
      """)

  static let compareTemplatesNoTemplate = DiagnosticCode(
    "compare-templates.no-template", "a file or folder holds no chat template",
    explanation: """
      A model's chat template stands in chat_template.jinja, or in tokenizer_config.json under chat_template: a text, or a \
      list of objects with a name and a template, of which `default` renders records and `tool_use` those with tools. Base \
      models and older files have none.
      """)

  static let compareTemplatesUnreadVariable = DiagnosticCode(
    "compare-templates.unread-variable", "a chat template does not read a variable that it is given",
    explanation: """
      --set-a and --set-b give variables to a template as a server does (chat_template_kwargs). One that the template never \
      names changes nothing: most likely its name is misspelt, or it belongs to another model.
      """)

  static let compareTemplatesVocabularies = DiagnosticCode(
    "compare-templates.vocabularies", "the two templates belong to different vocabularies",
    explanation: """
      An id means another token in another vocabulary, so that two lists of ids can only be compared where both come from \
      one. Profiles can be compared when they name the same vocabulary, and no token that they add to it contradicts one \
      of the other's. To see what another model's template would do to this one's tokens, name the template's file.
      """)

  static let compareTemplatesTokens = DiagnosticCode(
    "compare-templates.tokens", "two templates give different tokens for records",
    explanation: """
      Who trains with one template and serves with the other shows the model tokens in use that it was not trained with. \
      The report counts the kinds of difference and shows the first place of each. Train with the template that serves, or \
      serve with the one that trained; which of the two is the model's own, its vendor's files say.
      """)

  static let compareTemplatesRefused = DiagnosticCode(
    "compare-templates.refused", "one of two templates refuses records that the other renders",
    explanation: """
      A chat template can refuse a conversation: turns that do not alternate, a system prompt, a call without an \
      identifier. What is trained with one template cannot be asked of a server with the other.
      """)

  static let compareTemplatesRefusedByBoth = DiagnosticCode(
    "compare-templates.refused-by-both", "both templates refuse records",
    explanation: """
      Such records say nothing about the difference of the templates, and neither trains nor serves them. `trainpack check` \
      names them, and says what to do.
      """)

  static let compareTemplatesLoss = DiagnosticCode(
    "compare-templates.loss", "the same tokens, and another loss mask",
    explanation: """
      Both templates give the same tokens, and train different ones of them: one has {% generation %}, or has it elsewhere. \
      A server sees no difference; a training run does. Without the tag TrainPack trains an answer from the end of its cue \
      through the token that ends the turn.
      """)

  static let compareTemplatesPrompt = DiagnosticCode(
    "compare-templates.prompt", "the prompt that is served is not the beginning of what was trained",
    explanation: """
      For an answer a server renders the messages before it with add_generation_prompt, and the model goes on from there. \
      Only where that text is the beginning of the record as it was trained has the model been trained to go on from it. \
      Where it is not, the cue differs, the template renders earlier turns differently once others follow (cuts their \
      reasoning, say), or the two templates differ from the first token on.
      """)

  static let compareTemplatesPromptTokens = DiagnosticCode(
    "compare-templates.prompt-tokens", "the prompt that is served is cut into other tokens than in training",
    explanation: """
      The text of the prompt is the beginning of the record's, but the tokens are not: the end of the cue and the beginning \
      of the answer are one token in training, and two where the prompt ends between them. A cue that ends in a line break \
      or a special token has no such border; answers that begin with white space often have.
      """)

  static let compareTemplatesCodes: [DiagnosticCode] = [
    .compareTemplatesNoProfile, .compareTemplatesNoTemplate, .compareTemplatesUnreadVariable,
    .compareTemplatesVocabularies, .compareTemplatesTokens, .compareTemplatesRefused, .compareTemplatesRefusedByBoth,
    .compareTemplatesLoss, .compareTemplatesPrompt, .compareTemplatesPromptTokens,
  ]
}
