import Testing

@testable import SequencePacking
