namespace Liten.Compare;

/// <summary>As in a program that has just begun: nothing is compiled, no memory was touched, no thread has parked yet.</summary>
internal sealed class ColdSetting() : Setting("cold", "a new process in each round, without warm-up, counted from its first operation on")
{
    public override Protocol Protocol(bool quick, int? rounds) => quick
        ? Compare.Protocol.FirstOf(TimeSpan.FromMilliseconds(100), rounds ?? 2)
        : Compare.Protocol.FirstOf(TimeSpan.FromSeconds(1), rounds ?? 5);
}
