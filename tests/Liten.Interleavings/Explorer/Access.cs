namespace Liten.Interleavings;

/// <summary>One access to shared memory, and the place in the source that makes it.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Address">The location, or 0 where there is none. Good within one schedule only.</param>
/// <param name="Location">The location as the source writes it.</param>
/// <param name="File">The source file.</param>
/// <param name="Line">The line in it.</param>
internal readonly record struct Access(AccessKind Kind, nint Address, string Location, string File, int Line)
{
    public bool Writes => Kind is not (AccessKind.Read or AccessKind.Start or AccessKind.Fence);

    /// <summary>Whether the order of two accesses can matter.</summary>
    public bool DependsOn(in Access other)
        => Kind is AccessKind.Spin or AccessKind.FenceAll || other.Kind is AccessKind.Spin or AccessKind.FenceAll
            || (Address == other.Address && Address != 0 && (Writes || other.Writes));

    public override string ToString() => $"{Kind} {Location} at {Path.GetFileName(File)}:{Line}";
}
