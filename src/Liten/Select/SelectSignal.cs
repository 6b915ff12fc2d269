namespace Liten;

/// <summary>A case of a <see cref="Select"/> that gets no value: a notification, a pulse, an end, a time.</summary>
/// <remarks>
/// <para>Thread safety: for the code that owns the select. Copies are the same case.</para>
/// <para>Cancellation and fairness: see <see cref="Select"/>, which also has an example.</para>
/// </remarks>
public readonly struct SelectSignal
{
    private readonly SelectClause? _clause;

    internal SelectSignal(SelectClause clause) => _clause = clause;

    /// <summary>Whether the next round takes part in the case. True at first.</summary>
    /// <exception cref="InvalidOperationException">This case is <c>default</c>.</exception>
    public bool IsEnabled
    {
        get => Clause.IsEnabled;
        set => Clause.IsEnabled = value;
    }

    /// <summary>Whether its source has ended, so that the case never wins again.</summary>
    /// <exception cref="InvalidOperationException">This case is <c>default</c>.</exception>
    public bool HasEnded => Clause.HasEnded;

    private SelectClause Clause => _clause
        ?? throw new InvalidOperationException("This case is empty. Get it from a method of Select, such as After.");

    /// <summary>Whether the case has won the last round. True once for each win.</summary>
    /// <exception cref="InvalidOperationException">This case is <c>default</c>.</exception>
    public bool Won() => Clause.TakeWin();

    /// <summary>The case's state, for people.</summary>
    public override string ToString() => $"SelectSignal ({_clause?.ToString() ?? "empty"})";
}
