namespace Liten;

/// <summary>One suspended async method in the stack of a task.</summary>
/// <param name="Method">
/// The type and the method: <c>Server.HandleAsync</c>; for a lambda <c>Server.HandleAsync.lambda</c>, for a local
/// function <c>Server.HandleAsync.Local</c>.
/// </param>
/// <param name="File">The source file of the suspended <c>await</c>; null where there are no symbols.</param>
/// <param name="Line">The line of the suspended <c>await</c>, or 0.</param>
public sealed record TaskFrame(string Method, string? File, int Line)
{
    /// <summary>For example <c>Server.HandleAsync, Server.cs:61</c>.</summary>
    public override string ToString() => File is null ? Method : $"{Method}, {Path.GetFileName(File)}:{Line}";
}
