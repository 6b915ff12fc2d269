namespace Liten.Compare;

/// <summary>As on a machine that others use too: one processor is free, and on each other an endless loop runs.</summary>
internal sealed class BusySetting() : Setting("busy", "warmed up; an endless loop of normal priority on each processor but one")
{
    private const int Rounds = 7;

    public override string? WhyNotHere => this switch
    {
        _ when Processors.Allowed.Count == 1 => "a machine with one processor cannot be kept half busy; one-cpu is the nearest",
        _ when !Processors.CanBind => "only Linux lets the endless loops be bound to their processors",
        _ when !File.Exists(Hogs.Path) => $"there is no {Hogs.Path}",
        _ => null,
    };

    public override Protocol Protocol(bool quick, int? rounds) => base.Protocol(quick, rounds ?? (quick ? null : Rounds));

    public override Hogs Begin() => Hogs.Start(Processors.Allowed.Skip(1));
}
