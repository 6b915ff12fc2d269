using System.Runtime.CompilerServices;

namespace Liten.Tests.Primitives;

public class PaddedInt32Tests
{
    [Fact]
    public void Layout_Always_KeepsOthersOffTheCacheLine()
    {
        PaddedInt32 padded = default;
        nint before = Unsafe.ByteOffset(ref Unsafe.As<PaddedInt32, byte>(ref padded), ref Unsafe.As<int, byte>(ref padded.Value));

        Assert.True(before >= 124);
        Assert.True(Unsafe.SizeOf<PaddedInt32>() - before - sizeof(int) >= 124);
    }
}
