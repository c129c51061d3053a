package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.machine.MachineException;
import dev.origami.machine.Machines;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;
import software.amazon.awssdk.services.ec2.model.GetConsoleScreenshotRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleScreenshotResponse;

/** GetConsoleScreenshot (source section 3.4): what is on the screen of an instance that runs, as a JPEG. */
final class ConsoleScreenshotApi {
    private static final String FORMAT = "P6";
    private static final int MOST_PIXELS = 8192 * 8192;

    private final Database database;
    private final Instances instances;
    private final Machines machines;

    ConsoleScreenshotApi(Database database, Instances instances, Machines machines) {
        this.database = database;
        this.instances = instances;
        this.machines = machines;
    }

    void addTo(OperationTable table) {
        table.add(
                Operation.ec2("GetConsoleScreenshot", GetConsoleScreenshotRequest::builder, this::getConsoleScreenshot)
                        .requires("InstanceId")
                        .honours("WakeUp"));
    }

    private GetConsoleScreenshotResponse getConsoleScreenshot(Caller caller, GetConsoleScreenshotRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        Instance instance = database.read(sql -> instances.requireOwned(sql, caller, id));
        if (instance.state() != InstanceState.RUNNING) {
            throw new ApiException(
                    ErrorCode.INCORRECT_INSTANCE_STATE, "The instance '" + id + "' is not in the 'running' state.");
        }
        if (instance.startsDirectly() || instance.image().architecture().equals("arm64")) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The instance '" + id + "' has no screen: its virtualization type is '"
                            + instance.image().virtualization() + "' and its architecture '"
                            + instance.image().architecture() + "'. See GetConsoleOutput.");
        }
        try {
            byte[] screen = machines.screen(id, Boolean.TRUE.equals(request.wakeUp()));
            return GetConsoleScreenshotResponse.builder()
                    .instanceId(id.value())
                    .imageData(Base64.getEncoder().encodeToString(jpeg(screen)))
                    .build();
        } catch (MachineException e) {
            throw new ApiException(
                    ErrorCode.INTERNAL_ERROR, "The screen of " + id + " cannot be seen: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.SERVICE_UNAVAILABLE, "The service is about to end.");
        }
    }

    /** @param pixmap of Netpbm's form P6: the words of its header, then three bytes for each pixel */
    static byte[] jpeg(byte[] pixmap) throws MachineException {
        int[] numbers = new int[3];
        int at = FORMAT.length();
        if (!new String(pixmap, 0, Math.min(at, pixmap.length), StandardCharsets.US_ASCII).equals(FORMAT)) {
            throw new MachineException("it is no pixmap");
        }
        for (int i = 0; i < numbers.length; i++) {
            at++;
            while (at < pixmap.length && pixmap[at] >= '0' && pixmap[at] <= '9') {
                numbers[i] = numbers[i] * 10 + pixmap[at] - '0';
                at++;
            }
        }
        int width = numbers[0];
        int height = numbers[1];
        at++;
        if (width < 1
                || height < 1
                || (long) width * height > MOST_PIXELS
                || pixmap.length < at + 3L * width * height) {
            throw new MachineException("the pixmap is not whole");
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = (pixmap[at] & 0xff) << 16 | (pixmap[at + 1] & 0xff) << 8 | (pixmap[at + 2] & 0xff);
                image.setRGB(x, y, rgb);
                at += 3;
            }
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(image, "jpg", out)) {
                throw new MachineException("this Java writes no JPEG");
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new MachineException("the picture cannot be written", e);
        }
    }
}
