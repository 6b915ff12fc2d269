namespace Liten.Tool;

/// <summary>A method on a stack.</summary>
internal sealed record StackFrame(string Method, string Module)
{
    /// <summary>Whether it is neither .NET's nor Liten's.</summary>
    public bool IsUsers => !IsLitens && Module != "" && !Module.StartsWith("System.", StringComparison.Ordinal)
        && !Module.StartsWith("Microsoft.", StringComparison.Ordinal);

    public bool IsLitens => Module == "Liten";
}
