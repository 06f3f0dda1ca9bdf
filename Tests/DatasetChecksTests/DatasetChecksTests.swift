import Testing

@testable import DatasetChecks
