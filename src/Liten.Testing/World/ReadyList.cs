namespace Liten.Testing;

/// <summary>
/// What can go on, in the default order: the code that has just run first, then what has waited longest.
/// </summary>
internal sealed class ReadyList
{
    private WorkItem?[] _items = new WorkItem?[16];

    public int Count { get; private set; }

    public WorkItem this[int index] => _items[index]!;

    public void AddLast(WorkItem item)
    {
        MakeRoom();
        _items[Count++] = item;
    }

    public void AddFirst(WorkItem item)
    {
        MakeRoom();
        Array.Copy(_items, 0, _items, 1, Count++);
        _items[0] = item;
    }

    public WorkItem Take(int index)
    {
        WorkItem item = _items[index]!;
        Count--;
        Array.Copy(_items, index + 1, _items, index, Count - index);
        _items[Count] = null;
        return item;
    }

    /// <summary>Moves some ahead of all others; each of the two keeps its order.</summary>
    /// <returns>How many they are.</returns>
    public int BringForward(Predicate<WorkItem> isOne)
    {
        int found = 0;
        for (int i = 0; i < Count; i++)
        {
            WorkItem item = _items[i]!;
            if (isOne(item))
            {
                Array.Copy(_items, found, _items, found + 1, i - found);
                _items[found++] = item;
            }
        }

        return found;
    }

    public void Remove(WorkItem item) => Take(Array.IndexOf(_items, item, 0, Count));

    public void Clear()
    {
        Array.Clear(_items, 0, Count);
        Count = 0;
    }

    private void MakeRoom()
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, 2 * Count);
        }
    }
}
