namespace Liten.Growth;

internal enum Verdict
{
    Steady,
    TakesLonger,
    AllocatesMore,
    KeepsMemory,
}
