namespace Liten.Interleavings;

/// <summary>One atomic operation of the source: where it stands, how often it was reached, and how it is mutated now.</summary>
internal sealed class Site(string file, int line, AccessKind kind)
{
    public string File { get; } = file;

    public int Line { get; } = line;

    public AccessKind Kind { get; } = kind;

    public long Hits { get; set; }

    public MutationKind Mutation { get; set; }

    /// <summary>
    /// The weaker variants that exist for this kind of operation. A delayed release store is not among them: a processor may delay
    /// it as it is, so every scenario explores that anyway.
    /// </summary>
    public MutationKind[] Mutations => Kind switch
    {
        AccessKind.Fence or AccessKind.FenceAll => [MutationKind.FenceRemoved],
        AccessKind.CompareExchange => [MutationKind.Split, MutationKind.ResultIgnored],
        AccessKind.Exchange or AccessKind.Add or AccessKind.Or or AccessKind.And => [MutationKind.Split, MutationKind.Delayed],
        AccessKind.Write => [MutationKind.Omitted],
        _ => [],
    };

    public override string ToString() => $"{Path.GetFileName(File)}:{Line} {Kind}";
}
