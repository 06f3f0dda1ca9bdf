extension Evidence {
  // MARK: How many examples

  public static let openAIStart = Evidence(
    "openai-start", "10 examples are the minimum; 50 to 100 show improvements; start with 50 well-made ones",
    numbers: [10, 50, 100], source: "OpenAI, guide to supervised fine-tuning (a service that is being wound down)",
    .documented)

  public static let lima = Evidence(
    "lima", "1,000 examples taught a model of 65B the style of an assistant, with full fine-tuning", numbers: [1_000],
    source: "LIMA, arXiv 2305.11206", .generalKnowledge, sizes: [65], method: .full)

  public static let longestThousand = Evidence(
    "longest-thousand", "the 1,000 longest responses beat AlpaGasus and LIMA (Llama-2 7B and 13B, Mistral 7B)",
    numbers: [1_000], source: "arXiv 2402.04833", .documented, sizes: [7, 13])

  public static let limit = Evidence(
    "limit", "1,000 to 6,000 of up to 60,000 examples suffice (MPT 7B and 30B)", numbers: [1_000, 6_000, 60_000],
    source: "LIMIT, arXiv 2311.13133", .documented, sizes: [7, 30])

  public static let alpaGasus = Evidence(
    "alpagasus", "9,000 examples filtered from 52,000 train better than all 52,000", numbers: [9_000, 52_000],
    source: "AlpaGasus, arXiv 2307.08701", .documented)

  public static let alpaca = Evidence(
    "alpaca", "52,000 examples, made from 175 seeds for Alpaca (7B) and from 167 for MedInstruct (7B and 13B)",
    numbers: [52_000], source: "tatsu-lab Alpaca; AlpaCare's README; JMIR tutorial", .documented, sizes: [7, 13])

  public static let instructGPT = Evidence(
    "instructgpt", "about 13,000 prompts for supervised tuning (1.3B, 6B and 175B)", numbers: [13_000],
    source: "InstructGPT, arXiv 2203.02155", .generalKnowledge, sizes: [1.3, 6, 175])

  public static let maintainers = Evidence(
    "maintainers", "LoRA of 7B to 8B: about 100 are too few, 1,000 are a start, complex tasks take 10,000 and more",
    numbers: [100, 1_000, 10_000], source: "InternVL, issue 539", .issueThread, sizes: [7, 8], method: .lowRank)

  public static let practice = Evidence(
    "practice",
    "a few thousand to tens of thousands of examples; start with 5,000 to 10,000, 5,000 to 50,000 are typical; hold out 10 to 15 %, stratified by category",
    numbers: [5_000, 10_000, 50_000, 10, 15],
    source: "JMIR tutorial (doi 10.2196/70481); articles on instruction datasets and on preparing MedQA", .published)

  public static let bands = Evidence(
    "bands",
    "style or format: 50 to 100, up to 500; a task: 1,000, up to 5,000 to 10,000; a domain: 5,000, up to 50,000",
    numbers: [50, 100, 500, 1_000, 5_000, 10_000, 50_000], source: "TrainPack's reading of the evidence listed here",
    .chosen)

  // MARK: How many passes

  public static let hostedEpochs = Evidence(
    "hosted-epochs", "3 epochs; more where they come to fewer than 100 examples, fewer above 25,000; from 1 to 25",
    numbers: [3, 100, 25_000, 1, 25], source: "OpenAI cookbook, Chat_finetuning_data_prep", .readInSource)

  public static let azureEpochs = Evidence(
    "azure-epochs", "below 100 rows 3 to 5 epochs; to 500, 2 to 3; to 2,000, 1 to 2; above, 1",
    numbers: [100, 500, 2_000, 5, 3, 2, 1], source: "microsoft/azure-skills, hyperparameters.md", .documented)

  public static let repetition = Evidence(
    "repetition",
    "up to 4 passes over the same data are about as good as new data (pretraining; up to 9B parameters, 900B tokens)",
    numbers: [4], source: "arXiv 2305.16264", .documented)

  // MARK: LoRA

  public static let loRASum = Evidence(
    "lora-sum", "an adapter of rank r on a matrix has r x (inputs + outputs) parameters", source: "the shape of LoRA",
    .arithmetic)

  public static let loRACapacity = Evidence(
    "lora-capacity",
    "LoRA learns like full fine-tuning on small and medium sets while it has at least as many trainable parameters as there are trained tokens; learning rate 20 to 100 times that of full fine-tuning",
    numbers: [20, 100], source: "Tinker documentation, LoRA primer", .documented, method: .lowRank)

  public static let loRARate = Evidence(
    "lora-rate", "learning rate 10 times that of full fine-tuning", numbers: [10],
    source: "the essay LoRA Without Regret", .generalKnowledge, method: .lowRank)

  public static let loRALearnsLess = Evidence(
    "lora-learns-less",
    "with 100,000 pairs, or 20B tokens, of code and mathematics LoRA learnt less than full fine-tuning, and forgot less",
    numbers: [100_000], source: "arXiv 2405.09673", .documented, method: .lowRank)

  // MARK: What is arithmetic, and what nobody knows

  public static let steps = Evidence(
    "steps", "the steps of an epoch are its rows over the rows of a step, or its tokens over the tokens of a step",
    source: "rounded up", .arithmetic)

  public static let unknownOptimum = Evidence(
    "unknown-optimum", "the optimal number of samples per number of the model's parameters remains unknown",
    source: "JMIR tutorial (doi 10.2196/70481)", .published)

  // MARK: Known, and not applied

  public static let chinchilla = Evidence(
    "chinchilla", "about 20 tokens a parameter", numbers: [20],
    source: "arXiv 2203.15556; Cerebras-GPT cards and Epoch's replication agree", .generalKnowledge,
    use: .notApplied(why: "it holds for pretraining only, and says nothing of fine-tuning"))

  public static let tuningLaw = Evidence(
    "tuning-law",
    "the loss of fine-tuning falls with the model's size times a power of the data; the size of the adapter hardly matters, and full fine-tuning gains more from data (translation and summarising, 1B to 16B)",
    source: "Zhang et al., ICLR 2024, arXiv 2402.17193", .documented, sizes: [1, 16],
    use: .notApplied(why: "its fitted exponents are of other tasks and models, so none are given here"))

  public static let rectifiedLaw = Evidence(
    "rectified-law", "the loss falls with the data on top of what the model learnt before",
    source: "arXiv 2402.02314", .documented,
    use: .notApplied(why: "what a model has learnt before is not known for this data"))

  /// All of it, in the order in which reports show it.
  public static let all: [Evidence] = [
    openAIStart, lima, longestThousand, limit, alpaGasus, alpaca, instructGPT, maintainers, practice, bands,
    hostedEpochs, azureEpochs, repetition, loRASum, loRACapacity, loRARate, loRALearnsLess, steps, unknownOptimum,
    chinchilla, tuningLaw, rectifiedLaw,
  ]
}
