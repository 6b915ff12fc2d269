using System.Diagnostics;

namespace Liten.Compare;

/// <summary>Under which circumstances the rows are measured.</summary>
/// <param name="name">Its name in options, tables and files.</param>
/// <param name="says">What it is, for the reader of the tables.</param>
internal abstract class Setting(string name, string says)
{
    public string Name => name;

    public string Says => says;

    /// <summary>Why this machine cannot have it, or null.</summary>
    public virtual string? WhyNotHere => null;

    /// <param name="quick">Show only that it works.</param>
    /// <param name="rounds">How many the user asks for, or null.</param>
    public virtual Protocol Protocol(bool quick, int? rounds)
        => quick ? Compare.Protocol.Quick(rounds) : Compare.Protocol.Full(rounds ?? 11);

    /// <summary>What runs beside the peers, from before the first measurement to after the last.</summary>
    /// <exception cref="PeerFailure">It cannot be started.</exception>
    public virtual Hogs Begin() => Hogs.None;

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public virtual Process? Start(ProcessStartInfo program) => Process.Start(program);

    public sealed override string ToString() => Name;
}
