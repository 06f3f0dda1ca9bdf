/// Owns the nodes of a tree, so that letting the tree go takes no stack, however deep it is.
///
/// Nodes are kept as they are made, children before parents, and let go in the reverse order: a parent that goes leaves
/// its children to the arena, and nothing is freed from inside another node. Whoever holds the tree's root must let go of
/// it before the arena.
///
/// `@unchecked Sendable`: it changes only while one thread builds the tree and when its last holder lets it go.
final class NodeArena: @unchecked Sendable {
  private var nodes: [AnyObject] = []

  func keep(_ node: AnyObject) { nodes.append(node) }

  func empty() { while nodes.popLast() != nil {} }

  deinit { empty() }
}
