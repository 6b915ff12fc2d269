using System.Runtime.InteropServices;

namespace WordCount;

/// <summary>How often each word occurs. For one thread at a time.</summary>
internal sealed class WordTable
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public WordTable() => _bySpan = _counts.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Distinct => _counts.Count;

    public long Total { get; private set; }

    /// <summary>Counts one occurrence. Allocates only for a word it has not seen before.</summary>
    public void Count(ReadOnlySpan<char> word)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_bySpan, word, out _)++;
        Total++;
    }

    public void Add(WordTable other)
    {
        _counts.EnsureCapacity(Math.Max(_counts.Count, other._counts.Count));
        foreach ((string word, long count) in other._counts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, word, out _) += count;
        }

        Total += other.Total;
    }

    /// <summary>The most frequent words; those that are equally frequent in alphabetical order.</summary>
    public IReadOnlyList<(string Word, long Count)> Top(int count)
        => [.. _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(count).Select(pair => (pair.Key, pair.Value))];
}
