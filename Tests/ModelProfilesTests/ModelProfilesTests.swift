import Testing

@testable import ModelProfiles
