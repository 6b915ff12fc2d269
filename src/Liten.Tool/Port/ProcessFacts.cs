namespace Liten.Tool;

/// <summary>What is known of a process before it is asked.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name; null if there is no such process.</param>
/// <param name="HasPort">Whether its diagnostics port was found.</param>
/// <param name="Owner">Whose it is; null if that is not known.</param>
/// <param name="User">Who asks.</param>
/// <param name="HasNet">Whether .NET is loaded in it; null if that is not known.</param>
internal sealed record ProcessFacts(int Id, string? Name, bool HasPort, string? Owner, string User, bool? HasNet)
{
    /// <summary>Why it cannot be asked, and what to do; null if it can.</summary>
    public string? WhyNot() => this switch
    {
        { Name: null } => $"There is no process {Id}. `dotnet liten ps` lists those that can be asked.",
        { Owner: { } owner } when owner != User && User != "root" =>
            $"Process {Id} ({Name}) belongs to {owner}, and you are {User}: .NET answers its own user only. "
            + $"Try: sudo -u {owner} dotnet liten ..",
        { HasPort: true } => null,
        { HasNet: false } =>
            $"Process {Id} ({Name}) is no .NET process. `dotnet liten ps` lists those that can be asked.",
        _ => $"Process {Id} ({Name}) has no diagnostics port. It is no .NET process; or it runs with "
            + "DOTNET_EnableDiagnostics=0, with another TMPDIR than this command, or in a container with a /tmp of its "
            + "own.",
    };
}
