namespace Liten;

/// <summary>A case of a <see cref="Select"/> that gets a value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// <para>Thread safety: for the code that owns the select. Copies are the same case.</para>
/// <para>Cancellation and fairness: see <see cref="Select"/>, which also has an example.</para>
/// </remarks>
public readonly struct SelectCase<T>
{
    private readonly SelectClause<T>? _clause;

    internal SelectCase(SelectClause<T> clause) => _clause = clause;

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

    private SelectClause<T> Clause => _clause
        ?? throw new InvalidOperationException("This case is empty. Get it from a method of Select, such as Receive.");

    /// <summary>Whether the case has won the last round, and its value. True once for each win.</summary>
    /// <param name="value">What was received or taken; <c>default</c> if it has not won.</param>
    /// <exception cref="InvalidOperationException">This case is <c>default</c>.</exception>
    public bool Won([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) => Clause.TakeWin(out value);

    /// <summary>The case's state, for people.</summary>
    public override string ToString() => $"SelectCase ({_clause?.ToString() ?? "empty"})";
}
