import Testing

@testable import ContextFitting
