namespace Liten;

/// <summary>A case of a <see cref="Select"/> that sends an item.</summary>
/// <typeparam name="T">The type of the item.</typeparam>
/// <remarks>
/// <para>Thread safety: for the code that owns the select. Copies are the same case.</para>
/// <para>
/// Cancellation and fairness: see <see cref="Select"/>. A round that another case wins has sent nothing and never will.
/// </para>
/// </remarks>
public readonly struct SelectSend<T>
{
    private readonly SendClause<T>? _clause;

    internal SelectSend(SendClause<T> clause) => _clause = clause;

    /// <summary>What the next round sends, if this case wins it.</summary>
    /// <exception cref="InvalidOperationException">This case is <c>default</c>.</exception>
    public T? Value
    {
        get => Clause.Item;
        set => Clause.Item = value;
    }

    /// <summary>Whether the next round takes part in the case. True at first.</summary>
    /// <exception cref="InvalidOperationException">This case is <c>default</c>.</exception>
    public bool IsEnabled
    {
        get => Clause.IsEnabled;
        set => Clause.IsEnabled = value;
    }

    /// <summary>Whether nothing can be sent any more.</summary>
    /// <exception cref="InvalidOperationException">This case is <c>default</c>.</exception>
    public bool HasEnded => Clause.HasEnded;

    private SendClause<T> Clause => _clause
        ?? throw new InvalidOperationException("This case is empty. Get it from Select.Send.");

    /// <summary>Whether <see cref="Value"/> was sent by the last round. True once for each win.</summary>
    /// <exception cref="InvalidOperationException">This case is <c>default</c>.</exception>
    public bool Won() => Clause.TakeWin();

    /// <summary>The case's state, for people.</summary>
    public override string ToString() => $"SelectSend ({_clause?.ToString() ?? "empty"})";
}
