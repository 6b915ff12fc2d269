namespace Liten.Interleavings;

/// <summary>
/// The stores that actors have made and others cannot see yet: what the processors' store buffers hold. The next fence or atomic
/// operation of an actor makes its own visible.
/// </summary>
/// <remarks>
/// Memory holds the new value, so that the storing actor's plain reads see it, too, and what the others see is kept aside, where
/// their atomic operations work on it. A store of theirs that comes in between is overwritten when the delayed one arrives, as it
/// is in a processor (total store order). Only a plain read of such a location by another actor would see the value too early.
/// </remarks>
internal sealed class StoreBuffer
{
    private readonly List<Held> _held = [];

    public bool Holds(Actor owner) => _held.Count > 0 && _held.Exists(held => held.Owner == owner);

    /// <summary>The location as an actor's atomic operations see it.</summary>
    public ref T View<T>(Actor actor, ref T location)
    {
        if (_held.Count > 0)
        {
            nint address = Address.Of(ref location);
            foreach (Held held in _held)
            {
                if (held.Owner != actor && held.Address == address && held is Held<T> typed)
                {
                    return ref typed.Others;
                }
            }
        }

        return ref location;
    }

    /// <summary>Stores a value so that only its owner sees it.</summary>
    public void Hold<T>(Actor owner, ref T location, T value)
    {
        nint address = Address.Of(ref location);
        if (_held.Exists(held => held.Owner != owner && held.Address == address))
        {
            // Two delayed stores to one location: the second one goes through, after all that its owner holds.
            Drain(owner);
            owner.Execution.Store(owner, ref View(owner, ref location), value);
            return;
        }

        if (!_held.Exists(held => held.Address == address))
        {
            _held.Add(new Held<T> { Owner = owner, Address = address, Others = location });
        }

        location = value;
    }

    public void Drain(Actor owner)
    {
        if (_held.Count > 0 && _held.RemoveAll(held => held.Owner == owner) > 0)
        {
            owner.Execution.Changed(owner);
        }
    }

    public void DrainAll(Actor fencing)
    {
        _held.Clear();
        fencing.Execution.Changed(null);
    }

    private abstract class Held
    {
        public required Actor Owner { get; init; }

        public required nint Address { get; init; }
    }

    private sealed class Held<T> : Held
    {
        public T Others = default!;
    }
}
