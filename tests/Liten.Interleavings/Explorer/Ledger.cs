namespace Liten.Interleavings;

/// <summary>Counts that nothing gets lost or doubled: what is handed out must come back exactly once.</summary>
internal sealed class Ledger<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _returns = [];

    public T HandOut(T item)
    {
        _returns.Add(item, 0);
        return item;
    }

    public void Settle(T item)
    {
        if (!_returns.TryGetValue(item, out int times))
        {
            throw new InvalidOperationException($"'{item}' comes out and never went in.");
        }

        _returns[item] = times + 1;
    }

    /// <summary>Throws unless each item has come back once.</summary>
    public void EnsureSettled()
    {
        string[] wrong = [.. _returns.Where(item => item.Value != 1).Select(item => $"'{item.Key}' came out {item.Value} times")];
        if (wrong.Length > 0)
        {
            throw new InvalidOperationException(string.Join(", ", wrong));
        }
    }
}
