using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// A doubly linked FIFO that allocates nothing: the links are in the elements. Unsynchronized: the caller of any member
/// holds the lock that guards both the list and the links of its elements.
/// </summary>
/// <remarks>
/// A mutable struct: keep it in a field that is not <c>readonly</c> and never copy it. An element is in one list at
/// most. "Is it in this list" needs no flag: an element with no previous one is either the first or in no list.
/// </remarks>
internal struct IntrusiveList<T>
    where T : class, ILinked<T>
{
    private T? _first;
    private T? _last;
    private int _count;

    public readonly int Count => _count;

    public readonly bool IsEmpty => _first is null;

    public readonly T? First => _first;

    public void AddLast(T element)
    {
        Debug.Assert(element.Next is null && !Contains(element), "the element is in a list already");
        element.Previous = _last;
        if (_last is null)
        {
            _first = element;
        }
        else
        {
            _last.Next = element;
        }

        _last = element;
        _count++;
    }

    public bool TryRemoveFirst([NotNullWhen(true)] out T? element)
    {
        element = _first;
        return element is not null && Remove(element);
    }

    public bool TryRemoveLast([NotNullWhen(true)] out T? element)
    {
        element = _last;
        return element is not null && Remove(element);
    }

    /// <summary>Removes the element, which must not be in another list. False if it is in no list.</summary>
    public bool Remove(T element)
    {
        if (!Contains(element))
        {
            return false;
        }

        T? previous = element.Previous;
        T? next = element.Next;
        if (previous is null)
        {
            _first = next;
        }
        else
        {
            previous.Next = next;
        }

        if (next is null)
        {
            _last = previous;
        }
        else
        {
            next.Previous = previous;
        }

        element.Next = null;
        element.Previous = null;
        _count--;
        return true;
    }

    /// <summary>Appends all elements to another list, in one step for any number, and leaves this one empty.</summary>
    public void MoveTo(ref IntrusiveList<T> other)
    {
        if (_first is null)
        {
            return;
        }

        _first.Previous = other._last;
        if (other._last is null)
        {
            other._first = _first;
        }
        else
        {
            other._last.Next = _first;
        }

        other._last = _last;
        other._count += _count;
        this = default;
    }

    private readonly bool Contains(T element) => element.Previous is not null || ReferenceEquals(element, _first);
}
