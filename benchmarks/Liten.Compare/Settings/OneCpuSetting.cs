using System.Diagnostics;

namespace Liten.Compare;

/// <summary>As in a container with one processor: the programs are bound before they start, so their runtimes see no other.</summary>
internal sealed class OneCpuSetting() : Setting("one-cpu", "warmed up, each program bound to one processor; as many workers as ever")
{
    private const int Rounds = 7;

    public override string? WhyNotHere => Processors.CanBind ? null : "only Linux lets a program be bound to a processor before it starts";

    /// <summary>With one processor .NET optimizes code after four seconds, and until then its windows agree as well.</summary>
    public override Protocol Protocol(bool quick, int? rounds)
    {
        Protocol usual = base.Protocol(quick, rounds ?? (quick ? null : Rounds));
        return quick ? usual : usual with { LeastWarmUp = TimeSpan.FromSeconds(6), MostWarmUp = TimeSpan.FromSeconds(9) };
    }

    public override Process? Start(ProcessStartInfo program) => Processors.StartBound(program, Processors.Allowed[0]);
}
