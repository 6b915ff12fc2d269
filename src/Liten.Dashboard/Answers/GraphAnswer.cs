namespace Liten;

/// <summary>Who waits for whom.</summary>
internal sealed record GraphAnswer(
    IReadOnlyList<NodeAnswer> Nodes,
    IReadOnlyList<EdgeAnswer> Edges,
    IReadOnlyList<CycleAnswer> Cycles,
    int LeftOut,
    double Pause);
