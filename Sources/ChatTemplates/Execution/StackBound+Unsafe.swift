#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How far down the stack of one thread may be used.
///
/// Whatever calls itself as deeply as its input nests asks `hasRoom` on the way, so that no template can overflow the
/// stack of the thread it is read or rendered on, however small that stack is.
struct StackBound: Sendable {
  /// The lowest address that may still be used where room is asked for.
  private let lowest: UInt

  /// What stays free below that address, in bytes: for all that runs between two questions, and for raising the error.
  private static let reserve: UInt = 64 << 10

  /// What may be used, in bytes, where the bounds of the stack are not known.
  private static let cautiousSize: UInt = 128 << 10

  /// The bound of the running thread; it holds on that thread alone.
  static var current: StackBound {
    if let key, let kept = pthread_getspecific(key) { return StackBound(lowest: UInt(bitPattern: kept)) }
    let here = position
    guard let stack = threadStack(), stack.contains(here) else {
      return StackBound(lowest: here > cautiousSize ? here - cautiousSize : 0)
    }
    let lowest = min(stack.lowerBound + reserve, stack.upperBound)
    if let key { pthread_setspecific(key, UnsafeRawPointer(bitPattern: lowest)) }
    return StackBound(lowest: lowest)
  }

  /// Whether there is room for a few more calls.
  @inline(__always)
  var hasRoom: Bool { Self.position >= lowest }

  /// The address up to which the stack is in use.
  @inline(__always)
  private static var position: UInt {
    var mark: UInt8 = 0
    return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
  }

  /// Keeps each thread's bound, as asking the system for it is slow on Linux.
  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    return pthread_key_create(&key, nil) == 0 ? key : nil
  }()

  /// The addresses of the running thread's stack; `nil` where the system does not tell.
  private static func threadStack() -> Range<UInt>? {
    #if canImport(Darwin)
      let top = UInt(bitPattern: pthread_get_stackaddr_np(pthread_self()))
      return top.subtractingReportingOverflow(UInt(pthread_get_stacksize_np(pthread_self()))).partialValue..<top
    #elseif canImport(Glibc) || canImport(Musl)
      // The headers that Swift sees leave this function out.
      guard let symbol = dlsym(nil, "pthread_getattr_np") else { return nil }
      let getAttributes = unsafeBitCast(
        symbol, to: (@convention(c) (pthread_t, UnsafeMutablePointer<pthread_attr_t>) -> Int32).self)
      var attributes = pthread_attr_t()
      guard getAttributes(pthread_self(), &attributes) == 0 else { return nil }
      defer { pthread_attr_destroy(&attributes) }
      var base: UnsafeMutableRawPointer?
      var size = 0
      var guardSize = 0
      guard pthread_attr_getstack(&attributes, &base, &size) == 0,
        pthread_attr_getguardsize(&attributes, &guardSize) == 0, size > guardSize, let base
      else { return nil }
      let start = UInt(bitPattern: base)
      let (end, isTooLarge) = start.addingReportingOverflow(UInt(size))
      // Some systems count the guard page among the stack's own.
      return isTooLarge ? nil : (start + UInt(guardSize))..<end
    #else
      return nil
    #endif
  }
}
