import Testing

@testable import ShardExport
