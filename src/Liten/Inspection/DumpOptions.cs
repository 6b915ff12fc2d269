namespace Liten;

/// <summary>How much a dump of tasks says.</summary>
public sealed class DumpOptions
{
    private readonly int _mostGroups = 100;
    private readonly int _examples = 3;
    private readonly int _longestWaits = 5;

    /// <summary>How many groups of equal tasks are written; the others are counted.</summary>
    /// <value>0 or more. The default is 100.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MostGroups { get => _mostGroups; init => _mostGroups = NotNegative(value, nameof(MostGroups)); }

    /// <summary>How many tasks of each group are named.</summary>
    /// <value>0 or more. The default is 3.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int ExamplesPerGroup { get => _examples; init => _examples = NotNegative(value, nameof(ExamplesPerGroup)); }

    /// <summary>How many of the longest waits are told one by one.</summary>
    /// <value>0 or more. The default is 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int LongestWaits { get => _longestWaits; init => _longestWaits = NotNegative(value, nameof(LongestWaits)); }

    /// <summary>Whether stacks are written, and tasks with different stacks are told apart.</summary>
    /// <value>The default is true.</value>
    public bool WithStacks { get; init; } = true;

    private static int NotNegative(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
