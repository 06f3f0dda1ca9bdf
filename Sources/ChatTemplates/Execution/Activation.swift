/// The variables of one running function; macros keep the activation in which they were defined.
///
/// One thread uses it, and nothing runs while a slot is read or changed, so nothing checks that accesses do not overlap.
final class Activation {
  let parent: Activation?
  @exclusivity(unchecked) var slots: [TemplateValue?]

  init(slotCount: Int, parent: Activation?) {
    self.parent = parent
    slots = [TemplateValue?](repeating: nil, count: slotCount)
  }

  /// Slots are numbered by the compiler, so every reference finds its slot; an absent one reads as unassigned.
  @inline(__always)
  subscript(reference: Reference) -> TemplateValue? {
    get {
      if reference.hops == 0 { return reference.slot < slots.count ? slots[reference.slot] : nil }
      var activation = self
      var hops = reference.hops
      while hops > 0, let parent = activation.parent {
        activation = parent
        hops -= 1
      }
      return reference.slot < activation.slots.count ? activation.slots[reference.slot] : nil
    }
    set {
      if reference.hops == 0 {
        if reference.slot < slots.count { slots[reference.slot] = newValue }
        return
      }
      var activation = self
      var hops = reference.hops
      while hops > 0, let parent = activation.parent {
        activation = parent
        hops -= 1
      }
      if reference.slot < activation.slots.count { activation.slots[reference.slot] = newValue }
    }
  }

  /// Whether a slot of its own holds a value.
  func hasValue(_ slot: Int) -> Bool {
    if slot < slots.count, case .some = slots[slot] { return true }
    return false
  }

  func clear(_ load: SlotLoad) {
    switch load {
    case .nothing(let slot), .context(let slot, _), .outer(let slot, _):
      self[Reference(hops: 0, slot: slot)] = nil
    }
  }

  func enter(_ loads: [SlotLoad], _ machine: Machine) {
    for load in loads {
      switch load {
      case .nothing(let slot): self[Reference(hops: 0, slot: slot)] = nil
      case .context(let slot, let name): self[Reference(hops: 0, slot: slot)] = machine.context[name]
      case .outer(let slot, let outer): self[Reference(hops: 0, slot: slot)] = self[outer]
      }
    }
  }
}
