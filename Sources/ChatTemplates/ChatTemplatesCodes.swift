import Diagnostics

extension DiagnosticCode {
  public static let templateSyntax = DiagnosticCode(
    "template.syntax", "a chat template is not valid Jinja",
    explanation: """
      The template could not be parsed. The message says what was expected; the place is the line and column in the \
      template, and the line is shown. TrainPack follows Jinja 3.1 with the settings of transformers (trim_blocks, \
      lstrip_blocks, break and continue, the generation tag), so a template that transformers accepts parses here too.
      """)

  public static let templateUndefined = DiagnosticCode(
    "template.undefined", "a chat template used something that is not defined",
    explanation: """
      As in Jinja, an undefined value can be printed (as nothing), tested and looped over, but reading an attribute of \
      it, calling it or computing with it is an error. Usually the template expects a variable or a message field that \
      was not given: pass the variable, or add the field to the data.
      """)

  public static let templateType = DiagnosticCode(
    "template.type", "a chat template applied an operation to a value of the wrong type",
    explanation: """
      The operation exists, but not for this type of value, such as adding a number to a string or taking the length of \
      a number. Python raises a TypeError in the same place. Most often a message's content is a list or null where \
      the template expects a string.
      """)

  public static let templateValue = DiagnosticCode(
    "template.value", "a chat template applied an operation to a value that it does not allow",
    explanation: """
      The types fit, but the value does not: a division by zero, a slice whose step is zero, a sequence of the wrong \
      length for its targets, a filter argument outside its choices. Python raises a ValueError or an \
      ArithmeticError in the same place.
      """)

  public static let templateRaised = DiagnosticCode(
    "template.raised", "the chat template refused the conversation",
    explanation: """
      The template itself called raise_exception, and its message is shown. Typical reasons: roles that do not \
      alternate, a system message where the model has none, a message without content. Change the conversation as the \
      message says, or choose a template that accepts it.
      """)

  public static let templateLimit = DiagnosticCode(
    "template.limit", "a chat template asked for more than a limit allows",
    explanation: """
      Templates come from the Internet, so the work and memory they may ask for are bounded: steps, nesting, calls, \
      ranges, the bytes they build, integers of 64 bits, and the stack of the thread they run on. The message names the \
      limit, its value, what was met and the flag that raises it. Real chat templates stay far below every one of them.
      """)

  public static let templateUnsupported = DiagnosticCode(
    "template.unsupported", "a chat template uses something that TrainPack refuses",
    explanation: """
      A few parts of Jinja make no sense for a chat template or would make its output depend on more than its input: \
      include, import, extends and block (other files), random choices, and methods of Python objects that no known \
      template calls. They are refused by name, so that the output is never silently different.
      """)

  public static let templateSecurity = DiagnosticCode(
    "template.security", "a chat template tried to do what the sandbox forbids",
    explanation: """
      As in Jinja's immutable sandbox, a template may not change lists or dictionaries (append, pop, update) nor reach \
      names that begin with an underscore. Build a new value instead, or use a namespace.
      """)

  public static let renderNumberTooLarge = DiagnosticCode(
    "render.number-too-large", "an integer for a template is beyond 64 bits",
    explanation: """
      Python's integers have no bound; TrainPack's templates count in 64 bits and never round an integer in silence. Write \
      a number below 2^63, or quotes around it, which make it a string: in the arguments of a call that are a string of JSON \
      themselves, the quotes stand inside that string.
      """)

  /// The codes of this room.
  public static let chatTemplatesCodes: [DiagnosticCode] = [
    .templateSyntax, .templateUndefined, .templateType, .templateValue, .templateRaised, .templateLimit,
    .templateUnsupported, .templateSecurity, .renderNumberTooLarge,
  ]
}
