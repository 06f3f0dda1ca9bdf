import Testing

@testable import ExampleEncoding
