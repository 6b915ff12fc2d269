namespace Liten.Compare;

/// <summary>One thread sleeps in the operating system until another wakes it; a wake that comes first is not lost.</summary>
internal interface ISleeper : IDisposable
{
    void Sleep();

    void Wake();
}
